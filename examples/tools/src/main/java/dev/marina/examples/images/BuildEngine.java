package dev.marina.examples.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.marina.launcher.component.ContainerdPlace;
import dev.marina.launcher.component.Docker;
import dev.marina.launcher.component.DockerRelease;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.process.MountTable;
import dev.marina.launcher.process.Poll;

/// An engine for one build, which may use the machine's network, as installing packages does. The installation's own engine has no
/// network, and tenants' containers never meet this one.
final class BuildEngine implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final Path work;
    private final Path run;
    private final Process containerd;
    private final Process process;

    private BuildEngine(Path work, Path run, Process containerd, Process process) {
        this.work = work;
        this.run = run;
        this.containerd = containerd;
        this.process = process;
    }

    /// @param work where its data lies
    /// @param run where its sockets are; their paths must be short
    static BuildEngine start(Path work, Path run) throws IOException, InterruptedException {
        Files.createDirectories(work);
        Files.createDirectories(run);
        ContainerdPlace place = new ContainerdPlace(work.resolve("containerd"), Files.createDirectories(run.resolve("containerd")));
        DockerRelease release = DockerRelease.ofMachine();
        Path config = Files.writeString(work.resolve("docker.json"), release.config());
        List<String> command = new ArrayList<>(List.of("dockerd", "--config-file=" + config, "--host=unix://" + run.resolve("docker.sock"), "--group=root",
                "--data-root=" + work.resolve("data"), "--exec-root=" + run.resolve("exec"), "--pidfile=" + run.resolve("docker.pid"),
                "--containerd=" + place.socket(),
                "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--userland-proxy=false",
                "--exec-opt=native.cgroupdriver=cgroupfs", "--cgroup-parent=/" + run.getParent().getFileName() + "/engine", "--storage-driver=overlay2"));
        command.addAll(release.options());
        List<String> containerd = ContainerdPlace.command(Files.writeString(work.resolve("containerd.toml"), place.config()));
        Path log = work.resolve("log");
        BuildEngine engine = new BuildEngine(work, run, start(containerd, work.resolve("containerd.log")), start(command, log));
        Poll.until(STARTS_WITHIN, () -> !engine.process.isAlive() || engine.docker().command("version").run().succeeded());
        if (engine.process.isAlive() && engine.docker().command("version").run().succeeded()) {
            return engine;
        }
        String words = Files.readString(log);
        engine.close();
        throw new IOException("an engine to build images with does not start: " + words.substring(Math.max(0, words.length() - 2000)));
    }

    private static Process start(List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(DockerRelease.VARIABLES);
        return builder.start();
    }

    Docker docker() {
        return new Docker(run.resolve("docker.sock"));
    }

    @Override
    public void close() throws IOException {
        end(process);
        end(containerd);
        MountTable.detach(work);
        MountTable.detach(run);
        Trees.delete(work);
        Trees.delete(run);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
