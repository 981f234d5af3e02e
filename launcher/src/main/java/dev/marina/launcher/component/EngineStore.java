package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import dev.marina.launcher.instance.ContainerIds;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.ContainerProcesses;
import dev.marina.launcher.process.MountTable;
import dev.marina.launcher.process.ProcessId;

/// The engine's images and containers on disk.
record EngineStore(Instance instance) {
    /// May be called twice.
    void mount() throws IOException, InterruptedException {
        Path root = instance.engineRoot();
        Files.createDirectories(data());
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        if (MountTable.list(root::equals).isEmpty()) {
            Command.of("mount", "--bind", data().toString(), root.toString()).require();
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    /// An engine that maps ids keeps everything in a directory named after them, and knows nothing of what one that did not map them
    /// had left. Containers of that time run as the machine's root: they end, and the agent starts their pods anew.
    void leaveUnmapped(Component.Progress progress) throws IOException, InterruptedException {
        if (!Files.isDirectory(data().resolve("containers"))) {
            return;
        }
        progress.say("ending containers from before user namespaces");
        List<ProcessId> left = new ContainerProcesses(instance.id()).end();
        if (!left.isEmpty()) {
            throw new IOException("containers without a user namespace do not end: " + left);
        }
        MountTable.detach(data());
        ContainerIds ids = instance.identity().containerIds();
        String mapped = ids.first() + "." + ids.first();
        try (Stream<Path> entries = Files.list(data())) {
            for (Path entry : entries.filter(entry -> !entry.getFileName().toString().equals(mapped)).toList()) {
                Trees.delete(entry);
            }
        }
    }

    /// Once the engine ran a containerd of its own making, and containers under it know no other: they end, and the agent starts their
    /// pods anew.
    void leaveManaged(Path directory, Component.Progress progress) throws IOException, InterruptedException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        progress.say("ending containers of the engine's earlier containerd");
        ContainerProcesses processes = new ContainerProcesses(instance.id());
        List<ProcessId> left = Stream.concat(processes.end().stream(), processes.endOf(directory).stream()).toList();
        if (!left.isEmpty()) {
            throw new IOException("the engine's earlier containerd and its containers do not end: " + left);
        }
        Trees.delete(directory);
    }

    private Path data() {
        return instance.layout().data("docker");
    }
}
