package dev.marina.net.linux;

/// A system call or netlink request that the kernel refused.
public final class LinuxException extends RuntimeException {

    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;

    private final int errno;

    LinuxException(String attempted, int errno) {
        super("cannot %s: %s".formatted(attempted, describe(errno)));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    private static String describe(int errno) {
        String text = Libc.strerror(errno);
        return text + " (errno " + errno + ")";
    }
}
