#include <stdio.h>
#include "gadolin/gadolin.h"
int main(int argc, char **argv)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    gad_store *s = NULL;
    if (argc < 3 || gad_store_open(cx, argv[1], argv[2][0] == 'w' ? GAD_OPEN_WRITE : GAD_OPEN_READ, &s))
        puts(gad_last_error(cx).text);
    gad_store_close(s);
    gad_ctx_free(cx);
    return 0;
}
