/* replay.c - runs a fuzz target over files and folders of files, without libFuzzer. */
#include "fuzz.h"
#include <dirent.h>
#include <sys/stat.h>

static int32_t n_file;

static void run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat sb;
    if (!f || fstat(fileno(f), &sb)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    size_t n = (size_t)sb.st_size;
    uint8_t *bytes = malloc(n ? n : 1); /* exactly as long, so that the sanitizer sees its end */
    if (!bytes || fread(bytes, 1, n, f) != n)
        exit(1);
    fclose(f);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(bytes, n);
    free(bytes);
    n_file++;
}

static void run_folder(const char *path)
{
    struct dirent **list = NULL;
    int n = scandir(path, &list, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char name[PATH_MAX];
        snprintf(name, sizeof name, "%s/%s", path, list[i]->d_name);
        if (list[i]->d_name[0] != '.')
            run_file(name);
        free(list[i]);
    }
    free(list);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat sb;
        if (stat(argv[i], &sb) == 0 && S_ISDIR(sb.st_mode))
            run_folder(argv[i]);
        else
            run_file(argv[i]);
    }
    printf("%" PRId32 " inputs\n", n_file);
    return n_file ? 0 : 1; /* a corpus that is not there must not pass */
}
