package dev.marina.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The processes of an installation's containers, which outlive the engine on purpose: known by their cgroup or by the engine's
/// directory in the command of the shims that watch them.
public record ContainerProcesses(String instance) {
    /// Those that would not end are the answer.
    public List<ProcessId> end() throws InterruptedException {
        return Ending.all(this::ofContainer);
    }

    /// As [#end()], with everything else that has a socket of the installation in its command.
    public List<ProcessId> endAll() throws InterruptedException {
        return Ending.all(pid -> ofContainer(pid) || ProcessTable.command(pid).contains("/run/marina-" + instance + "/"));
    }

    /// Whatever names the directory in its command.
    public List<ProcessId> endOf(Path directory) throws InterruptedException {
        return Ending.all(pid -> ProcessTable.command(pid).contains(directory + "/"));
    }

    private boolean ofContainer(long pid) {
        return cgroups(pid).contains("/marina-" + instance + "/")
                || ProcessTable.command(pid).startsWith("/usr/bin/containerd-shim") && ProcessTable.command(pid).contains("/run/marina-" + instance + "/");
    }

    private static String cgroups(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cgroup"));
        } catch (IOException e) {
            return "";
        }
    }
}
