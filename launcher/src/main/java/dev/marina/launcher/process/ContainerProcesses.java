package dev.marina.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/// The processes of an installation's containers, which outlive the engine on purpose: known by their cgroup or by the engine's
/// directory in the command of the shims that watch them.
public record ContainerProcesses(String instance) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// Those that would not end are the answer.
    public List<ProcessId> end() throws InterruptedException {
        return end(this::ofContainer);
    }

    /// As [#end()], with everything else that has a socket of the installation in its command.
    public List<ProcessId> endAll() throws InterruptedException {
        return end(pid -> ofContainer(pid) || ProcessTable.command(pid).contains("/run/marina-" + instance + "/"));
    }

    /// Whatever names the directory in its command.
    public List<ProcessId> endOf(Path directory) throws InterruptedException {
        return end(pid -> ProcessTable.command(pid).contains(directory + "/"));
    }

    private boolean ofContainer(long pid) {
        return cgroups(pid).contains("/marina-" + instance + "/")
                || ProcessTable.command(pid).startsWith("/usr/bin/containerd-shim") && ProcessTable.command(pid).contains("/run/marina-" + instance + "/");
    }

    private static List<ProcessId> end(LongPredicate wanted) throws InterruptedException {
        Poll.until(PATIENCE, () -> {
            List<ProcessId> left = processes(wanted);
            left.forEach(process -> Linux.signal(process, Linux.SIGKILL));
            return left.isEmpty();
        });
        return processes(wanted);
    }

    private static List<ProcessId> processes(LongPredicate wanted) {
        Set<Long> ourselves = new HashSet<>(List.of(ProcessHandle.current().pid()));
        ProcessHandle.current().parent().ifPresent(parent -> ourselves.add(parent.pid()));
        return ProcessTable.all().stream().filter(ProcessTable.Entry::running).map(ProcessTable.Entry::pid)
                .filter(pid -> !ourselves.contains(pid)).filter(wanted::test)
                .flatMap(pid -> ProcessTable.identify(pid).stream()).toList();
    }

    private static String cgroups(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cgroup"));
        } catch (IOException e) {
            return "";
        }
    }
}
