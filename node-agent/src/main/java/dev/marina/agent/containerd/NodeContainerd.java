package dev.marina.agent.containerd;

import dev.marina.agent.runtime.CriClient;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.volume.Mounts;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's containerd. It outlives the agent, as the containers outlive it; the next agent finds it by what it answers at.
///
/// The node's own thread calls.
public final class NodeContainerd implements EngineProcess {

    private static final Logger LOG = LoggerFactory.getLogger(NodeContainerd.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_OF_ITS_WORDS = 2_000;

    private final ContainerdPlace place;
    private final CriClient client;
    private final Mounts mounts;
    private volatile Runnable listener = () -> {};
    private Optional<ProcessHandle> watched = Optional.empty();

    public NodeContainerd(ContainerdPlace place, CriClient client, Mounts mounts) {
        this.place = place;
        this.client = client;
        this.mounts = mounts;
    }

    @Override
    public void onEnd(Runnable told) {
        listener = told;
    }

    @Override
    public void ensure() {
        if (!answers()) {
            startAnew();
        }
        if (watched.filter(ProcessHandle::isAlive).isEmpty()) {
            watched = own().stream().findFirst();
            watched.ifPresent(process -> process.onExit().thenRun(() -> listener.run()));
        }
    }

    private void startAnew() {
        try {
            // One that hangs holds what its successor needs.
            kill();
            start();
        } catch (IOException failure) {
            throw new RuntimeFailure("containerd not started: " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: start of containerd", interrupted);
        }
    }

    private boolean answers() {
        try {
            client.ping();
            return true;
        } catch (RuntimeFailure _) {
            return false;
        }
    }

    private void start() throws IOException, InterruptedException {
        Path start = new ContainerdFiles(place).write();
        Path log = place.log();
        ProcessBuilder builder = new ProcessBuilder(place.command(start)).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(place.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException(lastWords(log));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        LOG.atInfo().addKeyValue("socket", place.socket()).log("containerd started");
    }

    private static String lastWords(Path log) throws IOException {
        String all = Files.readString(log).strip();
        return all.substring(Math.max(0, all.length() - MOST_OF_ITS_WORDS));
    }

    /// Without warning, as a crash; what it runs goes on.
    void kill() throws InterruptedException {
        List<ProcessHandle> running = own();
        running.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(running);
    }

    @Override
    public void end() {
        end(place.configFile().toString(), place.socket().toString(), mounts, place.run());
    }

    /// As [#end], of all nodes'.
    ///
    /// @param runs what they need while they run is below it
    public static void endAll(Path runs, Mounts mounts) {
        end(runs + "/", runs + "/", mounts, runs);
    }

    private static void end(String config, String socket, Mounts mounts, Path run) {
        try {
            List<ProcessHandle> own = containerds(config);
            own.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(own);
            List<ProcessHandle> shims = commands("containerd-shim-runc-v2", "-address", socket);
            List<ProcessHandle> started = shims.stream().flatMap(ProcessHandle::descendants).toList();
            shims.forEach(ProcessHandle::destroyForcibly);
            started.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(shims);
            awaitEnd(started);
            mounts.unmountBelow(run);
            Trees.delete(run);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: end of containerd", interrupted);
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
        long end = System.nanoTime() + END_LIMIT.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > end) {
                throw new RuntimeFailure(
                        "processes of containerd do not end: " + processes.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// Whoever started it.
    private List<ProcessHandle> own() {
        return containerds(place.configFile().toString());
    }

    private static List<ProcessHandle> containerds(String config) {
        return commands("containerd", "--config", config);
    }

    /// Every process of the machine is looked at, those of containers too, whatever they call themselves.
    static List<ProcessHandle> commands(String program, String option, String value) {
        return ProcessHandle.allProcesses().filter(process -> named(process, program, option, value)).toList();
    }

    private static boolean named(ProcessHandle process, String program, String option, String value) {
        List<String> words = words(process.pid());
        int at = words.indexOf(option) + 1;
        return at > 0 && at < words.size() && words.get(at).startsWith(value) && ("/" + words.getFirst()).endsWith("/" + program);
    }

    /// None of one that has ended, or that was started without any.
    private static List<String> words(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }
}
