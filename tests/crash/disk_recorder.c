/* Writes down, in order, everything a process does to the files of one folder.
 *
 * Loaded with LD_PRELOAD, so that SQLite and Python run as they are. DISK_FOLDER names the folder
 * (absolute, no final slash), DISK_LOG the file the record goes to. A record is a line, for W
 * followed by as many bytes as the line says:
 *
 *   O fd created path     opened; created is 1 if it was not there before
 *   W fd offset length    written
 *   T fd size             truncated or extended
 *   S fd                  synced: the call has returned
 *   M path                folder made
 *   U path                name removed (a file's or a folder's)
 *
 * One lock around call and record keeps the order of records that of the calls. What goes another
 * way (mmap, stdio, rename) is not seen; a test compares the record with the folder to know that
 * nothing did.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILES = 4096 };
static char watched[MOST_FILES];
static char folder[PATH_MAX];
static int log_file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...)                                                  \
    static type (*real)(__VA_ARGS__);                                          \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t plain_write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, data, size);
}

static void record(const void *data, size_t size, const char *format, ...) {
    char line[PATH_MAX + 100];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (plain_write(log_file, line, length) != length ||
        (size && plain_write(log_file, data, size) != (ssize_t)size))
        abort(); /* a record with a hole proves nothing */
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("DISK_FOLDER"), *path = getenv("DISK_LOG");
    if (!where || !path) return;
    snprintf(folder, sizeof folder, "%s", where);
    log_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The absolute form of path if it is the folder or in it, else NULL. */
static const char *inside(int at, const char *path, char *buffer) {
    if (log_file < 0 || !folder[0]) return NULL;
    if (path[0] == '/') {
        snprintf(buffer, PATH_MAX, "%s", path);
    } else {
        char link[64], base[PATH_MAX];
        if (at == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return NULL;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0) return NULL;
            base[length] = 0;
        }
        if (snprintf(buffer, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
    }
    size_t length = strlen(folder);
    if (strncmp(buffer, folder, length) || (buffer[length] && buffer[length] != '/')) return NULL;
    return buffer;
}

static int is_watched(int fd) { return fd >= 0 && fd < MOST_FILES && watched[fd]; }

static int opened(int at, const char *path, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    char buffer[PATH_MAX];
    const char *name = inside(at, path, buffer);
    if (!name) return real(at, path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat there;
    int created = stat(name, &there) != 0;
    int fd = real(at, path, flags, mode);
    if (fd >= 0) {
        if (fd >= MOST_FILES) abort();
        watched[fd] = 1;
        record(NULL, 0, "O %d %d %s\n", fd, created, name);
        if ((flags & O_TRUNC) && !created) record(NULL, 0, "T %d 0\n", fd);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags)                                                            \
    mode_t mode = 0;                                                           \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                     \
        va_list arguments;                                                     \
        va_start(arguments, flags);                                            \
        mode = va_arg(arguments, mode_t);                                      \
        va_end(arguments);                                                     \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }

int close(int fd) {
    REAL(int, "close", int);
    if (is_watched(fd)) watched[fd] = 0;
    return real(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    if (!is_watched(fd)) return plain_write(fd, data, size);
    pthread_mutex_lock(&lock);
    off_t offset = lseek(fd, 0, (fcntl(fd, F_GETFL) & O_APPEND) ? SEEK_END : SEEK_CUR);
    ssize_t done = plain_write(fd, data, size);
    if (done > 0) record(data, done, "W %d %lld %zd\n", fd, (long long)offset, done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    if (!is_watched(fd)) return real(fd, data, size, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = real(fd, data, size, offset);
    if (done > 0) record(data, done, "W %d %lld %zd\n", fd, (long long)offset, done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    if (!is_watched(fd)) return real(fd, size);
    pthread_mutex_lock(&lock);
    int failed = real(fd, size);
    if (!failed) record(NULL, 0, "T %d %lld\n", fd, (long long)size);
    pthread_mutex_unlock(&lock);
    return failed;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

#define SYNC(name)                                                             \
    int name(int fd) {                                                         \
        REAL(int, #name, int);                                                 \
        if (!is_watched(fd)) return real(fd);                                  \
        pthread_mutex_lock(&lock);                                             \
        int failed = real(fd);                                                 \
        if (!failed) record(NULL, 0, "S %d\n", fd);                            \
        pthread_mutex_unlock(&lock);                                           \
        return failed;                                                         \
    }
SYNC(fsync)
SYNC(fdatasync)

/* Calls that change a name: do the real one, record it if it worked. */
#define NAMED(letter, at, path, call)                                          \
    char buffer[PATH_MAX];                                                     \
    const char *name = inside(at, path, buffer);                               \
    if (!name) return call;                                                    \
    pthread_mutex_lock(&lock);                                                 \
    int failed = call;                                                         \
    if (!failed) record(NULL, 0, letter " %s\n", name);                        \
    pthread_mutex_unlock(&lock);                                               \
    return failed;

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    NAMED("U", AT_FDCWD, path, real(path))
}

int unlinkat(int at, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    NAMED("U", at, path, real(at, path, flags))
}

int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    NAMED("U", AT_FDCWD, path, real(path))
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    NAMED("M", AT_FDCWD, path, real(path, mode))
}
