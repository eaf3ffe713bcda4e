/* watch_hold.c - layer 4: one run at a time over one state, and a state that is replaced in one step.
 *
 * Flow: watch_hold_take: STATE.new is made beside the state and locked -> watch_hold_replace: it is written, synced and
 * renamed onto the state -> watch_hold_release: it is removed where it was not needed.
 * Invariant: STATE.new is the lock and the next state in one. So all that a killed run can leave is this one name, and no
 * lock is on it: the next run removes it. */
#include "report/watch.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100 }; /* each lost try means that another run has made or removed the file */

/* ---- names --------------------------------------------------------------------------------------- */

/* The names to work with: a link stays one, what it points to is replaced. */
static bool name_files(arena *mem, const char *path, watch_hold *h)
{
    char *real = realpath(path, NULL);
    const char *from = real ? real : path, *slash = strrchr(from, '/');
    h->path = path;
    h->real = arena_str(mem, from);
    h->next = arena_fmt(mem, "%s.new", from);
    h->folder = !slash         ? "."
                : slash > from ? arena_fmt(mem, "%.*s", (int)(slash - from), from)
                               : "/";
    free(real);
    return h->real && h->next && h->folder;
}

/* Whether the open file is the one that stands under the name. */
static bool is_named(int fd, const char *name)
{
    struct stat a, b;
    return fstat(fd, &a) == 0 && lstat(name, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static bool is_file(int fd)
{
    struct stat sb;
    bool ok = fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode);
    errno = ok ? 0 : EEXIST;
    return ok;
}

/* ---- the lock ------------------------------------------------------------------------------------ */

typedef enum outcome { TAKEN, AGAIN, BUSY, FAILED } outcome;

/* A file of our own, locked. It counts only while it stands under its name: between opening and locking, the run that
 * held it may have made it the state. */
static outcome lock_file(int fd, const char *name)
{
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? BUSY : errno == EINTR ? AGAIN : FAILED;
    return is_named(fd, name) ? TAKEN : AGAIN;
}

/* The file exists: of a run that goes on, or of one that was killed, as its lock has gone with it. */
static outcome clear(const char *name)
{
    int fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? AGAIN : FAILED;
    outcome o = is_file(fd) ? lock_file(fd, name) : FAILED;
    if (o == TAKEN)
        o = unlink(name) == 0 ? AGAIN : FAILED;
    int error = errno;
    close(fd);
    errno = error;
    return o;
}

static outcome make(const char *name, int *out)
{
    int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666); /* less umask */
    if (fd < 0)
        return errno == EEXIST ? clear(name) : FAILED;
    outcome o = lock_file(fd, name);
    if (o == TAKEN) {
        *out = fd;
        return TAKEN;
    }
    int error = errno;
    if (o == FAILED) /* a file system without locks */
        unlink(name);
    close(fd);
    errno = error;
    return o;
}

gad_status watch_hold_take(gad_ctx *cx, arena *mem, const char *path, watch_hold *h)
{
    struct stat sb;
    outcome o = AGAIN;
    *h = (watch_hold){ .fd = -1 };
    if (!name_files(mem, path, h))
        return gad_nomem(cx, "the state");
    if (stat(h->real, &sb) == 0 && !S_ISREG(sb.st_mode))
        return gad_fail(cx, GAD_E_IO, "the state '%s' is no file: name another with --state", path);
    for (int32_t i = 0; i < TRIES && o == AGAIN; i++)
        o = make(h->next, &h->fd);
    if (o == TAKEN)
        return GAD_OK;
    if (o == FAILED)
        return gad_fail(
            cx, GAD_E_IO,
            "the state '%s' cannot be written: '%s' cannot be made and locked: %s: name another state with --state",
            path, h->next, strerror(errno));
    return gad_fail(cx, GAD_E_LOCKED,
                    "another gadolin watch is at work on the state '%s': try again when it is done",
                    path);
}

/* ---- the new state ------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t k = write(fd, bytes, n);
        if (k < 0 && errno != EINTR)
            return false;
        if (k > 0) {
            bytes += k;
            n -= (size_t)k;
        }
    }
    return true;
}

/* The permissions of the state that is replaced, before anything is in the file. */
static bool keep_mode(const watch_hold *h)
{
    struct stat was, is;
    if (stat(h->real, &was) != 0)
        return errno == ENOENT; /* a first one has those of the umask */
    if (fstat(h->fd, &is) != 0)
        return false;
    return ((was.st_mode ^ is.st_mode) & 0777U) == 0 || fchmod(h->fd, was.st_mode & 0777U) == 0;
}

/* The folder, so that the new name outlives a crash. */
static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd); /* some file systems cannot; the file itself is synced */
        close(fd);
    }
}

static bool replace(const watch_hold *h, const char *bytes, size_t n)
{
    if (!keep_mode(h) || !write_all(h->fd, bytes, n) || fsync(h->fd) != 0)
        return false;
    if (!is_named(h->fd, h->next)) { /* somebody has removed it, and another run may have its own */
        errno = ENOENT;
        return false;
    }
    if (rename(h->next, h->real) != 0)
        return false;
    sync_folder(h->folder);
    return true;
}

gad_status watch_hold_replace(gad_ctx *cx, const watch_hold *h, const char *bytes, size_t n)
{
    return replace(h, bytes, n) ? GAD_OK
                                : gad_fail(cx, GAD_E_IO, "the state '%s' cannot be written: %s",
                                           h->path, strerror(errno));
}

void watch_hold_release(watch_hold *h)
{
    if (h->fd < 0)
        return;
    if (is_named(h->fd, h->next)) /* it was not made the state */
        unlink(h->next);
    close(h->fd);
    h->fd = -1;
}
