package dev.marina.launcher.build;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.LogTail;

/// Builds what an installation runs, when the sources' contents have changed since it was last built.
public final class PlatformBuild {
    /// Not the launcher among them: these very lines run from its `target/lib`.
    private static final List<String> PROGRAMS = List.of("db-migrations", "control-plane/app", "node-agent", "builds", "registry", "examples/helm",
            "examples/tools");
    private static final List<String> MODULES = List.of("launcher", "db-migrations", "control-plane/app", "node-agent", "builds", "registry", "tenancy",
            "console-web", "examples/helm",
            "examples/tools");

    private final Path root;

    public PlatformBuild(Layout layout) {
        this.root = layout.root();
    }

    /// Hash of the sources, as the script has taken it.
    public static String sources() {
        return System.getProperty("marina.platform.hash", "");
    }

    public void ensure(Consumer<String> progress) throws IOException, InterruptedException {
        if (upToDate()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(root.resolve("launcher/target/build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !upToDate()) {
                progress.accept("Building (the first time Maven also fetches libraries and servers, which takes some minutes)");
                build(progress);
                Files.writeString(stamp(), sources());
            }
        }
    }

    private void build(Consumer<String> progress) throws IOException, InterruptedException {
        Prerequisites.ensure(Prerequisites.TO_BUILD, progress);
        // Maven adds to these and never takes away: a renamed migration or an old library would stay.
        Trees.delete(root.resolve("db-migrations/target/classes"));
        for (String module : PROGRAMS) {
            Trees.delete(root.resolve(module).resolve("target/lib"));
        }
        Path log = root.resolve("launcher/target/platform-build.log");
        int code = new Maven(root).run(ProcessBuilder.Redirect.to(log.toFile()),
                List.of("-q", "-Pservers", "-pl", String.join(",", MODULES), "-am", "-DskipTests", "package"));
        if (code != 0) {
            throw new Complaint("the build failed; its last lines (all are in %s):\n%s".formatted(log, String.join("\n", LogTail.last(log, 30))));
        }
    }

    private boolean upToDate() throws IOException {
        return Files.exists(stamp()) && Files.readString(stamp()).equals(sources());
    }

    private Path stamp() {
        return root.resolve("launcher/target/platform.stamp");
    }
}
