/* container.c - layer 1: plain files, gzip through zlib, zip and 7z through libarchive.
 *
 * gzip goes through zlib because libarchive does not compare the checksum at a member's end. Zip
 * files are read by their directory only: one that was cut off has none, and is refused as a whole
 * instead of being read up to the cut. */
#include "store/container.h"
#include "store/encoding.h"
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { IN_SIZE = 1 << 16, NAME_SIZE = 1024 };

typedef gad_status read_fn(gad_ctx *cx, container *c, void *to, size_t n, size_t *got);

struct container {
    const alloc *al;
    int fd;
    int64_t size; /* of the file */
    int64_t done; /* bytes of it read */
    read_fn *read;
    const char *kind; /* for messages: "gzip", "zip", "7z" */
    bool started;
    char name[NAME_SIZE];
    struct archive *archive;
    locale_t
        utf8; /* libarchive gives names in the charset of the thread's locale; 0: no such one */
    z_stream z;
    bool z_open;
    bool z_end; /* a gzip member ended; another may follow */
    unsigned char in[IN_SIZE];
};

static gad_status read_file(gad_ctx *cx, container *c, void *to, size_t n, size_t *got)
{
    ssize_t k;
    do
        k = read(c->fd, to, n);
    while (k < 0 && errno == EINTR);
    if (k < 0)
        return gad_fail(cx, GAD_E_IO, "cannot be read: %s", strerror(errno));
    *got = (size_t)k;
    c->done += k;
    return GAD_OK;
}

/* ---- gzip ------------------------------------------------------------------------------------ */
static voidpf z_get(voidpf user, uInt count, uInt size)
{
    const container *c = user;
    return alloc_get(c->al, (size_t)count * size); /* zlib asks for less than 64 KiB a piece */
}

static void z_drop(voidpf user, voidpf p)
{
    const container *c = user;
    alloc_drop(c->al, p);
}

static gad_status z_start(gad_ctx *cx, container *c)
{
    c->z = (z_stream){ .zalloc = z_get, .zfree = z_drop, .opaque = c };
    if (inflateInit2(&c->z, 16 + MAX_WBITS) != Z_OK) /* 16: with gzip's header and checksum */
        return gad_nomem(cx, "unpacking gzip");
    c->z_open = true;
    return GAD_OK;
}

static gad_status z_fill(gad_ctx *cx, container *c)
{
    size_t got = 0;
    gad_status st = c->z.avail_in ? GAD_OK : read_file(cx, c, c->in, sizeof c->in, &got);
    if (st || c->z.avail_in)
        return st;
    c->z.next_in = c->in;
    c->z.avail_in = (uInt)got;
    return GAD_OK;
}

/* After the end of a gzip member: padding of zeros, another member, or the end. */
static gad_status z_after(gad_ctx *cx, container *c, bool *more)
{
    *more = false;
    for (;;) {
        gad_status st = z_fill(cx, c);
        if (st || !c->z.avail_in)
            return st;
        if (*c->z.next_in)
            break;
        c->z.next_in++;
        c->z.avail_in--;
    }
    if (*c->z.next_in != 0x1F || inflateReset(&c->z) != Z_OK)
        return gad_fail(cx, GAD_E_FORMAT,
                        "damaged gzip file: bytes that are no gzip follow its end");
    *more = true;
    c->z_end = false;
    return GAD_OK;
}

static gad_status read_gzip(gad_ctx *cx, container *c, void *to, size_t n, size_t *got)
{
    *got = 0;
    c->z.next_out = to;
    c->z.avail_out = (uInt)MIN_OF(n, (size_t)1 << 30);
    uInt room = c->z.avail_out;
    while (c->z.avail_out == room) {
        bool more = true;
        gad_status st = c->z_end ? z_after(cx, c, &more) : z_fill(cx, c);
        if (st || !more)
            return st;
        if (!c->z.avail_in)
            return gad_fail(cx, GAD_E_IO,
                            "truncated gzip file: it ends after %" PRId64
                            " bytes, before the end of its data; get it again",
                            c->done);
        int r = inflate(&c->z, Z_NO_FLUSH);
        if (r == Z_MEM_ERROR)
            return gad_nomem(cx, "unpacking gzip");
        if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR)
            return gad_fail(cx, GAD_E_FORMAT,
                            "damaged gzip file: %s near byte %" PRId64 "; get it again",
                            c->z.msg ? c->z.msg : "bad data", c->done - c->z.avail_in);
        c->z_end = r == Z_STREAM_END;
    }
    *got = room - c->z.avail_out;
    return GAD_OK;
}

/* ---- zip and 7z ------------------------------------------------------------------------------ */
static gad_status archive_fault(gad_ctx *cx, const container *c)
{
    const char *why = archive_error_string(c->archive);
    if (archive_errno(c->archive) == ENOMEM)
        return gad_nomem(cx, "unpacking an archive");
    return gad_fail(cx, GAD_E_FORMAT, "damaged or unreadable %s file: %s; get it again", c->kind,
                    why ? why : "no reason given");
}

static gad_status archive_start(gad_ctx *cx, container *c)
{
    if (c->archive)
        archive_read_free(c->archive);
    c->archive = archive_read_new();
    if (!c->archive)
        return gad_nomem(cx, "unpacking an archive");
    archive_read_support_format_zip_seekable(c->archive);
    archive_read_support_format_7zip(c->archive);
    if (lseek(c->fd, 0, SEEK_SET) != 0)
        return gad_fail(cx, GAD_E_IO, "cannot be read: %s", strerror(errno));
    if (archive_read_open_fd(c->archive, c->fd, IN_SIZE) < ARCHIVE_WARN)
        return archive_fault(cx, c);
    return GAD_OK;
}

static gad_status read_member(gad_ctx *cx, container *c, void *to, size_t n, size_t *got)
{
    la_ssize_t k;
    do
        k = archive_read_data(c->archive, to, n);
    while (k == ARCHIVE_RETRY);
    if (k < 0)
        return archive_fault(cx, c);
    *got = (size_t)k;
    c->done = archive_filter_bytes(c->archive, -1);
    return GAD_OK;
}

static void take_name(container *c, struct archive_entry *e)
{
    const char *name = archive_entry_pathname_utf8(e);
    if (!name)
        name = archive_entry_pathname(e);
    if (!name || !*name)
        name = "(no name)";
    utf8_clean(c->name, sizeof c->name, name, strlen(name));
}

/* The next member of any type, its name in c->name; *entry NULL at the end. */
static gad_status next_entry(gad_ctx *cx, container *c, struct archive_entry **entry)
{
    int r;
    locale_t before = c->utf8 ? uselocale(c->utf8) : (locale_t)0;
    do
        r = archive_read_next_header(c->archive, entry);
    while (r == ARCHIVE_RETRY);
    if (r == ARCHIVE_EOF)
        *entry = NULL;
    else if (r >= ARCHIVE_WARN)
        take_name(c, *entry);
    if (c->utf8)
        uselocale(before);
    return r == ARCHIVE_EOF || r >= ARCHIVE_WARN ? GAD_OK : archive_fault(cx, c);
}

/* Excel, Word and OpenDocument files are zip files with certain members. */
static gad_status is_office(gad_ctx *cx, container *c, bool *office)
{
    struct archive_entry *e = NULL;
    gad_status st = archive_start(cx, c);
    *office = false;
    while (!st && !*office) {
        st = next_entry(cx, c, &e);
        if (st || !e)
            break;
        *office =
            STR_EQ(c->name, "[Content_Types].xml") || STR_EQ(c->name, "META-INF/manifest.xml");
    }
    return st ? st : archive_start(cx, c);
}

static gad_status next_member(gad_ctx *cx, container *c, const char **name)
{
    struct archive_entry *e = NULL;
    gad_status st;
    *name = NULL;
    do
        st = next_entry(cx, c, &e);
    while (!st && e && archive_entry_filetype(e) != AE_IFREG);
    if (st)
        return st;
    if (!e && !c->started)
        return gad_fail(cx, GAD_E_FORMAT, "the %s file holds no files", c->kind);
    if (!e)
        return GAD_OK;
    if (archive_entry_is_encrypted(e) > 0)
        return gad_fail(cx, GAD_E_FORMAT, "member '%s' is encrypted: unpack it first", c->name);
    c->started = true;
    *name = c->name;
    return GAD_OK;
}

/* ---- all ------------------------------------------------------------------------------------- */
static gad_status open_file(gad_ctx *cx, container *c, const char *path)
{
    struct stat sb;
    c->fd =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not block */
    if (c->fd < 0 || fstat(c->fd, &sb))
        return gad_fail(cx, GAD_E_IO, "%s", strerror(errno));
    if (S_ISDIR(sb.st_mode))
        return gad_fail(cx, GAD_E_IO, "is a folder, not a file");
    if (!S_ISREG(sb.st_mode))
        return gad_fail(cx, GAD_E_IO,
                        "is not a regular file (a pipe or device): copy it to a file first");
    c->size = sb.st_size;
    return GAD_OK;
}

static gad_status find_kind(gad_ctx *cx, container *c)
{
    static const struct {
        const char *magic;
        size_t n;
        const char *kind;
    } kinds[] = {
        { "\x1F\x8B\x08", 3, "gzip" },
        { "PK\x03\x04", 4, "zip" },
        { "PK\x05\x06", 4, "zip" },
        { "7z\xBC\xAF\x27\x1C", 6, "7z" },
    };
    char start[8];
    size_t got = 0;
    gad_status st = read_file(cx, c, start, sizeof start, &got);
    for (int32_t i = 0; !st && i < COUNT_OF(kinds); i++)
        if (got >= kinds[i].n && memcmp(start, kinds[i].magic, kinds[i].n) == 0)
            c->kind = kinds[i].kind;
    c->done = 0;
    if (!st && lseek(c->fd, 0, SEEK_SET) != 0)
        st = gad_fail(cx, GAD_E_IO, "cannot be read: %s", strerror(errno));
    return st;
}

static gad_status set_up(gad_ctx *cx, container *c, const char *path)
{
    bool office = false;
    gad_status st = open_file(cx, c, path);
    if (!st)
        st = find_kind(cx, c);
    c->read = read_file;
    if (st || !c->kind)
        return st;
    if (STR_EQ(c->kind, "gzip")) {
        c->read = read_gzip;
        return z_start(cx, c);
    }
    c->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    st = is_office(cx, c, &office);
    if (st)
        return st;
    if (!office) {
        c->read = read_member;
        return GAD_OK;
    }
    archive_read_free(c->archive);
    c->archive = NULL;
    return container_rewind(cx, c);
}

gad_status container_open(gad_ctx *cx, const char *path, container **out)
{
    container *c = alloc_get(&cx->al, sizeof *c);
    if (!c)
        return gad_nomem(cx, "opening a file");
    memset(c, 0, offsetof(container, in));
    c->al = &cx->al;
    c->fd = -1;
    gad_status st = set_up(cx, c, path);
    if (st) {
        container_close(c);
        return st;
    }
    *out = c;
    return GAD_OK;
}

void container_close(container *c)
{
    if (!c)
        return;
    if (c->z_open)
        inflateEnd(&c->z);
    if (c->archive)
        archive_read_free(c->archive);
    if (c->utf8)
        freelocale(c->utf8);
    if (c->fd >= 0)
        close(c->fd);
    alloc_drop(c->al, c);
}

gad_status container_next(gad_ctx *cx, container *c, const char **name)
{
    if (c->archive)
        return next_member(cx, c, name);
    *name = c->started ? NULL : "";
    c->started = true;
    return GAD_OK;
}

gad_status container_read(gad_ctx *cx, container *c, void *to, size_t n, size_t *got)
{
    return c->read(cx, c, to, n, got);
}

bool container_plain(const container *c)
{
    return c->read == read_file;
}

gad_status container_rewind(gad_ctx *cx, container *c)
{
    assert(container_plain(c));
    if (lseek(c->fd, 0, SEEK_SET) != 0)
        return gad_fail(cx, GAD_E_IO, "cannot be read: %s", strerror(errno));
    c->done = 0;
    return GAD_OK;
}

void container_progress(const container *c, double *done, double *total)
{
    *done = (double)c->done;
    *total = (double)c->size;
}
