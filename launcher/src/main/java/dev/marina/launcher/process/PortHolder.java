package dev.marina.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The process that listens on a TCP port of this machine.
public record PortHolder(long pid, String command) {
    private static final String LISTEN = "0A";

    /// Empty: nobody listens. The pid is 0 where the kernel does not tell us whose socket it is.
    public static Optional<PortHolder> find(int port) {
        Set<String> inodes = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/net", table))) {
                lines.skip(1).flatMap(line -> listening(line, port).stream()).forEach(inodes::add);
            } catch (IOException e) {
                // A kernel without IPv6 has no tcp6.
                continue;
            }
        }
        return inodes.isEmpty() ? Optional.empty() : Optional.of(holder(inodes));
    }

    /// The socket's inode if this line of `/proc/net/tcp` is a listener on the port.
    static Optional<String> listening(String line, int port) {
        String[] fields = line.strip().split("\\s+");
        String local = fields[1];
        boolean ours = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16) == port;
        return ours && fields[3].equals(LISTEN) ? Optional.of(fields[9]) : Optional.empty();
    }

    private static PortHolder holder(Set<String> inodes) {
        for (ProcessTable.Entry process : ProcessTable.all()) {
            try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
                if (files.anyMatch(file -> inodes.contains(socketInode(file)))) {
                    return new PortHolder(process.pid(), ProcessTable.command(process.pid()));
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                // The process ended while we looked, or is not ours to look into.
                continue;
            }
        }
        return new PortHolder(0, "a process that only root can see");
    }

    private static String socketInode(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:[") ? target.substring(8, target.length() - 1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        String shown = command.length() > 100 ? command.substring(0, 100) + "…" : command;
        return pid == 0 ? shown : "process %d (%s)".formatted(pid, shown);
    }
}
