package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.MountTable;
import dev.marina.launcher.process.Poll;

/// On a machine whose own containerd runs, as wherever somebody uses Docker: its socket stands in a mount namespace of the test's own.
class ContainerdIT {
    private static final String WITH_THE_MACHINES = "mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd && touch /run/containerd/containerd.sock && exec \"$@\"";

    @TempDir
    private Path directory;
    private final Path run = Path.of("/run/marina-it-" + ProcessHandle.current().pid());
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void onlyWhereThereIsAnEngine() throws IOException {
        assumeTrue(Linux.root() && Files.exists(Path.of("/usr/sbin/dockerd")), "needs root and a Docker Engine");
        Files.createDirectories(run.resolve("containerd"));
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : started.reversed()) {
            process.destroy();
            process.waitFor();
        }
        MountTable.detach(directory);
        Trees.delete(run);
    }

    private void start(List<String> command) throws IOException {
        started.add(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(directory.resolve("log-" + started.size()).toFile()).start());
    }

    @Test
    void anEngineThatIsToldOfOursLeavesTheMachinesAlone() throws Exception {
        ContainerdPlace place = new ContainerdPlace(directory.resolve("containerd"), run.resolve("containerd"));
        start(ContainerdPlace.command(Files.writeString(directory.resolve("containerd.toml"), place.config())));
        start(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", WITH_THE_MACHINES, "sh", "dockerd", "--containerd=" + place.socket(),
                "--config-file=" + Files.writeString(directory.resolve("docker.json"), DockerRelease.ofMachine().config()),
                "--host=unix://" + run.resolve("docker.sock"),
                "--data-root=" + directory.resolve("data"), "--exec-root=" + run.resolve("exec"), "--pidfile=" + run.resolve("docker.pid"),
                "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"));

        assertTrue(Poll.until(Duration.ofSeconds(60), () -> Probe.unixHttp(run.resolve("docker.sock"), "/_ping") instanceof Health.Healthy),
                () -> "the engine's log: " + directory.resolve("log-1"));
    }

    @Test
    void anInstallationsEngineIsToldOfIt() throws Exception {
        Instance instance = Instance.openOrCreate(new Layout(directory, directory.resolve("home")), Map.of());

        assertTrue(new DockerEngine().process(instance).orElseThrow().command().contains("--containerd=" + Containerd.place(instance).socket()));
    }
}
