package dev.marina.agent.runtime;

import dev.marina.linux.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A command that a runtime has started in a container, of which it tells no process: the first child of who started the container's first program that
/// is in the container's group and began when the command was asked for. Of several that began within the same moment the one with these words comes first;
/// a shell may have become another program meanwhile.
///
/// @param first program of the container, by its process
/// @param begun not before this, by [#now]
record StartedCommand(ContainerId container, long first, List<String> command, long begun) {

    private static final int START_FIELD = 22;
    /// Within which what was asked for has begun, in hundredths of a second.
    private static final long MOMENT = 50;

    /// In hundredths of a second since the machine began, as the kernel says when processes did.
    static long now() {
        return (long) (Double.parseDouble(read(Path.of("/proc/uptime")).split(" ")[0]) * 100);
    }

    /// With all that it has started.
    void kill() {
        process().ifPresent(StartedCommand::killTree);
    }

    /// As by a terminal that goes.
    void hangUp() {
        process().ifPresent(Signals::hangUp);
    }

    private Optional<ProcessHandle> process() {
        return ProcessHandle.of(first).flatMap(ProcessHandle::parent).stream().flatMap(ProcessHandle::children)
                .filter(process -> process.pid() != first && read(proc(process.pid(), "cgroup")).contains("/" + container) && start(process.pid()) >= begun)
                .min(Comparator.<ProcessHandle>comparingInt(process -> start(process.pid()) - begun < MOMENT && words(process.pid()).equals(command) ? 0 : 1)
                        .thenComparingLong(process -> start(process.pid())));
    }

    /// A process with all that it has started, of which nothing tells any more once it has ended.
    static void killTree(ProcessHandle process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static List<String> words(long pid) {
        String line = read(proc(pid, "cmdline"));
        return line.isEmpty() ? List.of() : List.of(line.substring(0, line.length() - 1).split("\0", -1));
    }

    /// −1 of one that has ended.
    private static long start(long pid) {
        String stat = read(proc(pid, "stat"));
        int name = stat.lastIndexOf(')');
        // The program's name, which may be anything, is the second field.
        return name < 0 ? -1 : Long.parseLong(stat.substring(name + 2).split(" ")[START_FIELD - 3]);
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
