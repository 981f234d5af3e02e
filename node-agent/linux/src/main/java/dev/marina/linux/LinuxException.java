package dev.marina.linux;

/// A system call or netlink request that the kernel refused.
public final class LinuxException extends RuntimeException {

    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int EDQUOT = 122;

    private final int errno;

    public LinuxException(String attempted, int errno) {
        super("cannot %s: %s (errno %d)".formatted(attempted, Libc.strerror(errno), errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
