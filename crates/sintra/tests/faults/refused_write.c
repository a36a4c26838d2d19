/* A disk that refuses one write, or every write from one on: for tests, put before the C library by LD_PRELOAD.
   REFUSED_AT is the number of the write, REFUSED_ERRNO what the system says, REFUSED_ON 1 when all later ones are
   refused too. Writes to pipes and terminals, and to files in memory, are not counted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long counted, at = -1, on, code;

static int refused(int fd) {
    struct stat about;
    if (at < 0) {
        const char *text = getenv("REFUSED_AT");
        at = text ? atol(text) : 0;
        code = getenv("REFUSED_ERRNO") ? atol(getenv("REFUSED_ERRNO")) : EIO;
        on = getenv("REFUSED_ON") != NULL;
    }
    if (at == 0) return 0;
    if (fd >= 0 && (fstat(fd, &about) || !S_ISREG(about.st_mode) || about.st_nlink == 0)) return 0;
    long now = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST);
    if (now != at && !(on && now > at)) return 0;
    if (now == at) {
        static const char says[] = "[refused]\n";
        ssize_t (*plain)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        plain(2, says, sizeof says - 1);
    }
    errno = (int)code;
    return 1;
}

#define NEXT(name) dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *bytes, size_t size) {
    ssize_t (*next)(int, const void *, size_t) = NEXT("write");
    return refused(fd) ? -1 : next(fd, bytes, size);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    ssize_t (*next)(int, const struct iovec *, int) = NEXT("writev");
    return refused(fd) ? -1 : next(fd, parts, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t place) {
    ssize_t (*next)(int, const void *, size_t, off_t) = NEXT("pwrite");
    return refused(fd) ? -1 : next(fd, bytes, size, place);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t place) {
    ssize_t (*next)(int, const void *, size_t, off_t) = NEXT("pwrite64");
    return refused(fd) ? -1 : next(fd, bytes, size, place);
}
int fsync(int fd) {
    int (*next)(int) = NEXT("fsync");
    return refused(fd) ? -1 : next(fd);
}
int fdatasync(int fd) {
    int (*next)(int) = NEXT("fdatasync");
    return refused(fd) ? -1 : next(fd);
}
int ftruncate(int fd, off_t size) {
    int (*next)(int, off_t) = NEXT("ftruncate");
    return refused(fd) ? -1 : next(fd, size);
}
int ftruncate64(int fd, off_t size) {
    int (*next)(int, off_t) = NEXT("ftruncate64");
    return refused(fd) ? -1 : next(fd, size);
}
int rename(const char *from, const char *to) {
    int (*next)(const char *, const char *) = NEXT("rename");
    return refused(-1) ? -1 : next(from, to);
}
ssize_t copy_file_range(int from, off_t *place, int to, off_t *other, size_t size, unsigned flags) {
    ssize_t (*next)(int, off_t *, int, off_t *, size_t, unsigned) = NEXT("copy_file_range");
    return refused(to) ? -1 : next(from, place, to, other, size, flags);
}
