/* outlet.c - layer 5: standard output, or a file that appears only when it is complete.
 *
 * Invariant: after the first failed write nothing more is written and `error` keeps the reason, so
 * callers check once, at outlet_finish. */
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTLET_BUFFER = 1 << 16, OUTLET_PATH = 4096 };

struct outlet {
    int fd;
    int error; /* errno of the first failure, 0: none */
    bool kept; /* outlet_keep */
    size_t n;
    char path[OUTLET_PATH];      /* "" for standard output */
    char temp[OUTLET_PATH + 16]; /* "" when written in place (devices, pipes) */
    char bytes[OUTLET_BUFFER];
};

/* The temporary file of the one output file, for the signal handler. */
static char doomed[OUTLET_PATH + 16];

static void drop_and_die(int sig)
{
    if (doomed[0])
        unlink(doomed);
    signal(sig, SIG_DFL);
    raise(sig);
}

static void remember(const char *temp)
{
    memcpy(doomed, temp, strlen(temp) + 1);
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    for (int32_t i = 0; i < ROWS_OF(signals); i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
            signal(signals[i], drop_and_die);
    }
}

/* Where the file really is, when the name is a link; and whether it can be replaced at all. */
static bool resolve(outlet *s, const char *path, struct stat *sb, bool *in_place)
{
    char *real = realpath(path, NULL);
    int n = snprintf(s->path, sizeof s->path, "%s", real ? real : path);
    free(real);
    if (n >= (int)sizeof s->path) {
        errno = ENAMETOOLONG;
        return false;
    }
    bool there = stat(s->path, sb) == 0;
    *in_place = there && (!S_ISREG(sb->st_mode) || strncmp(path, "/dev/", 5) == 0 ||
                          strncmp(path, "/proc/", 6) == 0);
    if (there && S_ISDIR(sb->st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (!there)
        sb->st_mode = 0;
    return !there || access(s->path, W_OK) == 0;
}

static bool open_file(outlet *s, const char *path)
{
    struct stat sb;
    bool in_place = false;
    if (!resolve(s, path, &sb, &in_place))
        return false;
    if (in_place) {
        s->fd = open(s->path, O_WRONLY | O_CLOEXEC);
        return s->fd >= 0;
    }
    snprintf(s->temp, sizeof s->temp, "%s.XXXXXX", s->path);
    s->fd = mkstemp(s->temp);
    if (s->fd < 0) {
        s->temp[0] = '\0';
        return false;
    }
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(s->fd, sb.st_mode ? sb.st_mode & 07777U : 0666U & ~mask) != 0)
        s->error = errno;
    remember(s->temp);
    return true;
}

outlet *outlet_open(const char *path)
{
    outlet *s = calloc(1, sizeof *s);
    if (!s) {
        say_failure("out of memory");
        return NULL;
    }
    s->fd = STDOUT_FILENO;
    bool standard = !path || strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
    if (!standard && !open_file(s, path)) {
        say_failure("'%s' cannot be written: %s", path, strerror(errno));
        free(s);
        return NULL;
    }
    return s;
}

static void write_all(outlet *s, const char *bytes, size_t n)
{
    while (n && !s->error) {
        ssize_t k = write(s->fd, bytes, n);
        if (k < 0 && errno != EINTR)
            s->error = errno;
        if (k > 0) {
            bytes += k;
            n -= (size_t)k;
        }
    }
}

bool outlet_flush(outlet *s)
{
    write_all(s, s->bytes, s->n);
    s->n = 0;
    return !s->error;
}

bool outlet_write(void *user, const char *bytes, size_t n)
{
    outlet *s = user;
    if (s->n + n > OUTLET_BUFFER)
        outlet_flush(s);
    if (n > OUTLET_BUFFER) {
        write_all(s, bytes, n);
    } else {
        memcpy(s->bytes + s->n, bytes, n);
        s->n += n;
    }
    return !s->error;
}

void outlet_text(outlet *s, const char *text)
{
    outlet_write(s, text, strlen(text));
}

void outlet_fmt(outlet *s, const char *fmt, ...)
{
    char text[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n > 0)
        outlet_write(s, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

void outlet_json(outlet *s, const char *text)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    outlet_text(s, "\"");
    for (; *text; text++) {
        const char *at = strchr(from, *text);
        if (at)
            outlet_fmt(s, "\\%c", to[at - from]);
        else if ((unsigned char)*text < 0x20)
            outlet_fmt(s, "\\u%04x", (unsigned)*text);
        else
            outlet_write(s, text, 1);
    }
    outlet_text(s, "\"");
}

bool outlet_failed(const outlet *s)
{
    return s->error != 0;
}

bool outlet_is_terminal(const outlet *s)
{
    return isatty(s->fd) == 1;
}

void outlet_keep(outlet *s)
{
    s->kept = true;
}

static int write_failure(const outlet *s)
{
    if (s->error == EPIPE)
        return EXIT_NO_READER; /* the reader has seen enough: no noise */
    if (s->path[0])
        return say_failure("writing '%s': %s", s->path, strerror(s->error));
    return say_failure("writing standard output: %s", strerror(s->error));
}

int outlet_finish(outlet *s, int status)
{
    if (!s)
        return status;
    bool keep = s->kept || status == EXIT_OK || status == EXIT_NOT_SOLVED || status == EXIT_FOUND;
    if (keep || !s->path[0])
        outlet_flush(s);
    if (s->path[0] && close(s->fd) != 0 && !s->error)
        s->error = errno;
    if (s->temp[0] && keep && !s->error && rename(s->temp, s->path) != 0)
        s->error = errno;
    if (s->temp[0] && (!keep || s->error))
        unlink(s->temp);
    doomed[0] = '\0';
    if (s->error && status != EXIT_INTERRUPTED)
        status = write_failure(s);
    free(s);
    return status;
}

int32_t terminal_width(int fd)
{
    struct winsize ws;
    if (isatty(fd) != 1)
        return 0;
    if (ioctl(fd, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0)
        return ws.ws_col;
    return 80;
}
