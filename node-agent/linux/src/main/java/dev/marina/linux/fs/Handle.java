package dev.marina.linux.fs;

import dev.marina.linux.Descriptors;
import dev.marina.linux.Descriptors.Status;

/// One file of any kind, held without being opened for reading or writing: what is changed through it is this file and no other.
final class Handle implements AutoCloseable {

    private final int fd;

    Handle(int fd) {
        this.fd = fd;
    }

    Status status() {
        return Descriptors.status(fd);
    }

    void group(int gid) {
        Descriptors.owner(fd, -1, gid);
    }

    void permissions(int permissions) {
        Descriptors.permissions(fd, permissions);
    }

    @Override
    public void close() {
        Descriptors.close(fd);
    }
}
