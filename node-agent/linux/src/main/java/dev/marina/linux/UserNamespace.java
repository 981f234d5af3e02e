package dev.marina.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A user namespace held open for its map of ids: `count` ids from 0 inside are those from `first` on outside, and the one after them
/// is root, so that root can make files where ids are mapped before it gives them away. Nothing runs in it.
public final class UserNamespace implements AutoCloseable {

    private final int fd;

    private UserNamespace(int fd) {
        this.fd = fd;
    }

    public static UserNamespace mapping(long first, long count) {
        try {
            // A namespace begins with a process, which ends with its input.
            Process holder = new ProcessBuilder("unshare", "--user", "--", "sh", "-c", "echo in; cat").redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (BufferedReader said = holder.inputReader()) {
                if (!"in".equals(said.readLine())) {
                    throw new IOException("no user namespace can be made on this machine");
                }
                Path process = Path.of("/proc", Long.toString(holder.pid()));
                String map = "0 %d %d\n%d 0 1\n".formatted(first, count, count);
                Files.writeString(process.resolve("uid_map"), map);
                Files.writeString(process.resolve("gid_map"), map);
                return new UserNamespace(Descriptors.open(process.resolve("ns/user").toString(), 0));
            } finally {
                holder.destroy();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make a user namespace with the ids from " + first, failure);
        }
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() {
        Descriptors.close(fd);
    }
}
