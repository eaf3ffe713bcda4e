/* embed.c - build tool: writes text files as C string tables.
 *   embed OUT.c ROOT FILE...   names are the paths below ROOT without the suffix
 * Texts are cut into pieces because C17 promises string literals of 4,095 bytes only; the pieces
 * are arrays of numbers, which have no such limit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_text(FILE *out, const char *path, int index)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        exit(1);
    }
    fprintf(out, "static const char text_%d[] = {", index);
    for (int c = getc(in), n = 0; c != EOF; c = getc(in), n++)
        fprintf(out, "%s%d,", n % 24 ? "" : "\n", c > 127 ? c - 256 : c);
    fprintf(out, "0 };\n");
    fclose(in);
}

int main(int argc, char **argv)
{
    FILE *out = argc > 3 ? fopen(argv[1], "wb") : NULL;
    if (!out) {
        fprintf(stderr, "usage: embed OUT.c ROOT FILE...\n");
        return 2;
    }
    fprintf(out, "/* made by tools/embed.c */\n#include \"store/sql_text.h\"\n");
    for (int i = 3; i < argc; i++)
        write_text(out, argv[i], i);
    fprintf(out, "const sql_text sql_texts[] = {\n");
    for (int i = 3; i < argc; i++) {
        const char *name = argv[i] + strlen(argv[2]) + 1;
        fprintf(out, "{ \"%.*s\", text_%d },\n", (int)(strrchr(name, '.') - name), name, i);
    }
    fprintf(out, "};\nconst int32_t sql_text_count = %d;\n", argc - 3);
    return fclose(out) ? 1 : 0;
}
