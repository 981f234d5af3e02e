package dev.marina.agent.runtime;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.agent.ids.IdRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A Docker Engine for one test class, with everything of its own, as the platform starts it; one after another has a new one where
/// they inherit it. Without root or `dockerd` the class is skipped and says so.
public final class PrivateEngine implements BeforeAllCallback, AfterAllCallback {

    /// Behind the ids in this engine's containers.
    public static final IdRange IDS = new IdRange(1_860_000_000L, 1L << 20);

    /// Nothing else may be called so, and the engine knows users by their name only.
    private static final String USER = "marina-it-" + ProcessHandle.current().pid();

    private Path directory;
    private Process process;
    private DockerEngine engine;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to run a container engine");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "needs dockerd (Debian package docker.io)");
        directory = Files.createTempDirectory(Path.of("/tmp"), "mr-eng");
        // Root of the containers, who is somebody else, passes through.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        String range = IDS.first() + "-" + (IDS.first() + IDS.count() - 1);
        run("useradd", "--system", "--user-group", "--no-create-home", USER);
        run("usermod", "--add-subuids", range, "--add-subgids", range, USER);
        start();
    }

    public void start() throws IOException, InterruptedException {
        // Left by a killed engine; as long as nobody has reaped it, its successor would take it for alive.
        Files.deleteIfExists(directory.resolve("pid"));
        Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
        process = new ProcessBuilder("dockerd", "-H", "unix://" + socket(), "--data-root", directory + "/data", "--exec-root", directory + "/exec",
                "--pidfile", directory + "/pid", "--userns-remap", USER, "--storage-driver", "overlay2", "--live-restore", "--bridge=none", "--iptables=false",
                "--ip-forward=false", "--ip-masq=false")
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        if (engine == null) {
            engine = new DockerEngine(socket());
        }
        for (int attempt = 0; attempt < 200; attempt++) {
            try {
                engine.ping();
                return;
            } catch (RuntimeFailure notYet) {
                if (!process.isAlive()) {
                    break;
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("dockerd did not start:\n" + Files.readString(directory.resolve("log")));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (program.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + words);
        }
    }

    /// Without warning, as a crash.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public Path socket() {
        return directory.resolve("docker.sock");
    }

    public DockerEngine engine() {
        return engine;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (process == null) {
            return;
        }
        try {
            engine.call("list", docker -> docker.listContainersCmd().withShowAll(true).exec())
                    .forEach(container -> engine.ensure("remove", docker -> docker.removeContainerCmd(container.getId()).withForce(true).exec()));
        } finally {
            stop();
        }
    }

    private void stop() throws IOException, InterruptedException {
        engine.close();
        engine = null;
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        process = null;
        new LinuxMounts().unmountBelow(directory);
        run("userdel", USER);
        List.of("it", "contract").forEach(instance -> Cgroups.open(instance).removeAll());
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }
}
