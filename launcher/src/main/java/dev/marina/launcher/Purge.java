package dev.marina.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.launcher.account.Accounts;
import dev.marina.launcher.component.ContainerUser;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.ContainerProcesses;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.MountTable;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.process.ProcessId;

/// Removes everything of one installation from the machine, found by its id and its directories and by nothing else, so that a
/// neighbour is never touched. The parts have removed their own before; this finds what a killed part could not.
final class Purge {
    private static final Duration GROUP_EMPTIES_WITHIN = Duration.ofSeconds(1);

    private final Layout layout;
    private final Optional<Instance> instance;
    private final Progress progress;

    Purge(Layout layout, Optional<Instance> instance, Progress progress) {
        this.layout = layout;
        this.instance = instance;
        this.progress = progress;
    }

    void run() throws IOException, InterruptedException {
        if (instance.isPresent()) {
            String id = instance.get().id();
            progress.line("removing processes, mounts, namespaces, rules and cgroups of instance " + id);
            endProcesses(id);
            unmount(id);
            detachLoops();
            removeNamespaces(id);
            removeLinks(id);
            removeTables(id);
            removeCgroups(id);
            SystemdService.of(instance.get()).remove();
            ContainerUser.of(instance.get()).remove();
            Trees.delete(instance.get().engineRoot());
            Trees.delete(instance.get().engineBundles());
            Trees.delete(instance.get().runDir());
            Trees.delete(instance.get().frontSockets());
            instance.get().closeDoorways();
            Accounts.remove(id);
        }
        progress.line("removing " + layout.home());
        Trees.delete(layout.home());
    }

    private void endProcesses(String id) throws InterruptedException {
        List<ProcessId> left = new ContainerProcesses(id).endAll();
        if (!left.isEmpty()) {
            progress.line("still running: " + left);
        }
    }

    private void unmount(String id) {
        MountTable.list(path -> path.startsWith(layout.home()) || path.startsWith(Path.of("/run/marina-" + id))
                || path.startsWith(instance.get().engineRoot()) || namespaceName(path.toString(), id)).stream()
                .filter(path -> !Linux.unmount(path.toString())).forEach(path -> progress.line("cannot unmount " + path));
    }

    private static boolean namespaceName(String path, String id) {
        return path.startsWith("/run/netns/mr" + id + "-") || path.startsWith("/var/run/netns/mr" + id + "-");
    }

    private void detachLoops() throws IOException, InterruptedException {
        String loops = Command.of("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE").run().output();
        for (String line : loops.lines().toList()) {
            String[] fields = line.strip().split("\\s+", 2);
            if (fields.length == 2 && Path.of(fields[1].replace(" (deleted)", "")).startsWith(layout.home())) {
                Command.of("losetup", "--detach", fields[0]).run();
            }
        }
    }

    private static void removeNamespaces(String id) throws IOException {
        Path directory = Path.of("/run/netns");
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> ours;
        try (Stream<Path> entries = Files.list(directory)) {
            ours = entries.filter(entry -> entry.getFileName().toString().startsWith("mr" + id + "-")).toList();
        }
        for (Path namespace : ours) {
            Linux.unmount(namespace.toString());
            Files.deleteIfExists(namespace);
        }
    }

    /// Network devices on the machine's own side; those inside a namespace went with it.
    private static void removeLinks(String id) throws IOException, InterruptedException {
        List<Path> ours;
        try (Stream<Path> entries = Files.list(Path.of("/sys/class/net"))) {
            ours = entries.filter(entry -> entry.getFileName().toString().startsWith("mr" + id)).toList();
        }
        for (Path link : ours) {
            Command.of("ip", "link", "delete", link.getFileName().toString()).run();
        }
    }

    private static void removeTables(String id) throws IOException, InterruptedException {
        if (!Files.exists(Path.of("/usr/sbin/nft"))) {
            return;
        }
        for (String line : Command.of("nft", "list", "tables").run().output().lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length == 3 && words[2].contains(id)) {
                Command.of("nft", "delete", "table", words[1], words[2]).run();
            }
        }
    }

    private void removeCgroups(String id) throws IOException, InterruptedException {
        List<Path> roots = new ArrayList<>(List.of(Path.of("/sys/fs/cgroup/marina-" + id)));
        try (Stream<Path> controllers = Files.list(Path.of("/sys/fs/cgroup"))) {
            controllers.map(controller -> controller.resolve("marina-" + id)).forEach(roots::add);
        }
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                removeCgroup(root);
            }
        }
    }

    /// Only directories can be removed there, and only from the innermost outwards.
    private void removeCgroup(Path root) throws IOException, InterruptedException {
        List<Path> directories;
        try (Stream<Path> tree = Files.walk(root)) {
            directories = tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
        }
        for (Path directory : directories) {
            Poll.until(GROUP_EMPTIES_WITHIN, () -> removed(directory));
        }
        if (Files.exists(root)) {
            progress.line("cannot remove cgroup " + root);
        }
    }

    private static boolean removed(Path directory) {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException e) {
            // Its last process has ended, but the kernel has not noticed yet.
            return false;
        }
    }
}
