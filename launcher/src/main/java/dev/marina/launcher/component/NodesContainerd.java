package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.ContainerProcesses;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.process.ProcessTable;

/// The containerd that a node may have of its own. The agent starts it and keeps it; like the containers it outlives the agent, and ends with the
/// installation only.
record NodesContainerd(Instance instance) {
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// After the agent has ended, who would start them anew.
    void end(Component.Progress progress) throws IOException, InterruptedException {
        Path runs = instance.runDir().resolve("nodes");
        if (!Files.isDirectory(runs)) {
            return;
        }
        List<ProcessHandle> containers = ProcessHandle.allProcesses().filter(process -> shim(process.pid(), runs)).flatMap(ProcessHandle::children).toList();
        if (!containers.isEmpty()) {
            progress.say("stopping %d containers of nodes with a containerd".formatted(containers.size()));
        }
        containers.forEach(ProcessHandle::destroy);
        Poll.until(GRACE, () -> containers.stream().noneMatch(ProcessHandle::isAlive));
        new ContainerProcesses(instance.id()).endOf(runs);
        containers.stream().flatMap(container -> container.descendants()).forEach(ProcessHandle::destroyForcibly);
        containers.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean shim(long pid, Path runs) {
        String command = ProcessTable.command(pid);
        return command.startsWith("/usr/bin/containerd-shim") && command.contains(runs + "/");
    }
}
