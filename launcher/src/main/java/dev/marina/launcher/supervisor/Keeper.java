package dev.marina.launcher.supervisor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.marina.launcher.component.Component;
import dev.marina.launcher.component.Health;
import dev.marina.launcher.component.ProcessSpec;
import dev.marina.launcher.component.StartArchive;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.ProcessId;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.process.ProcessTable;

/// Keeps one component running, on a thread of its own: adopts or starts its process, asks after its health, starts it again.
final class Keeper {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration PROBE_WHILE_STARTING = Duration.ofMillis(300);
    private static final Duration PROBE_WHEN_RUNNING = Duration.ofSeconds(2);
    /// A process that lives but has not answered for so long is replaced.
    private static final Duration WEDGED = Duration.ofMinutes(2);

    /// Why watching a process ended.
    private enum End {
        DIED, WEDGED, OUTDATED, LEFT
    }

    private final Component component;
    private final Supplier<Instance> instances;
    private final Function<String, Boolean> healthy;
    private final ProcessRecords records;
    private final Backoff backoff = new Backoff();
    private final String version;

    private volatile Instance instance;
    private Optional<Process> child = Optional.empty();
    /// Of the process that was obtained last.
    private Optional<ProcessSpec> spec = Optional.empty();
    private int starts;
    private volatile Optional<ProcessId> process = Optional.empty();
    private volatile String state = "waiting";
    private volatile boolean leaving;
    private volatile boolean absent;

    /// @param healthy whether the component of that name is running
    Keeper(Component component, Supplier<Instance> instances, Function<String, Boolean> healthy, ProcessRecords records) {
        this.component = component;
        this.instances = instances;
        this.healthy = healthy;
        this.records = records;
        this.instance = instances.get();
        this.version = component.version(instance);
    }

    String name() {
        return component.name();
    }

    boolean running() {
        return state.equals(ComponentStatus.RUNNING);
    }

    /// Its program does not exist; nobody waits for it.
    boolean absent() {
        return absent;
    }

    ComponentStatus status() {
        // The process first: a state that is read before it may be its predecessor's.
        long pid = process.map(ProcessId::pid).orElse(0L);
        // After a reload nothing counts until it has been looked at with the new settings.
        String shown = instance == instances.get() ? state : "starting: looking at what has changed";
        return new ComponentStatus(component.name(), shown, component.address(instances.get()), version, pid, Math.max(0, starts - 1));
    }

    /// Ends the keeping, not the process. The thread that runs `keep` returns soon after.
    void leave() {
        leaving = true;
    }

    void keep() {
        while (!leaving) {
            try {
                instance = instances.get();
                Optional<String> missing = component.missing(instance);
                absent = missing.isPresent();
                if (absent) {
                    state = ComponentStatus.ABSENT + missing.get();
                    pause(Duration.ofSeconds(1));
                    continue;
                }
                long since = System.nanoTime();
                End end = obtain() ? watch() : End.LEFT;
                if (end != End.LEFT) {
                    recover(end, Duration.ofNanos(System.nanoTime() - since));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                log.atWarn().addKeyValue("component", component.name()).setCause(e).log("cannot start");
                recoverFrom(e);
            }
        }
    }

    /// Leaves a process behind that is recorded, running and possibly not healthy yet. False: told to leave before that.
    private boolean obtain() throws Exception {
        Optional<ProcessRecord> recorded = records.find(component.name());
        boolean alive = recorded.isPresent() && ProcessTable.alive(recorded.get().process());
        if (!alive) {
            records.remove(component.name());
            if (!awaitPredecessors()) {
                return false;
            }
            state = "preparing";
            component.prepare(instance, what -> state = "preparing: " + what);
        }
        spec = component.process(instance);
        if (spec.isEmpty()) {
            recorded.filter(record -> ProcessTable.alive(record.process())).ifPresent(record -> stop(record.process()));
            records.remove(component.name());
            state = "waiting for an answer";
            return true;
        }
        switch (Takeover.of(recorded, ProcessTable::alive, spec.get().fingerprint())) {
            case Takeover.Adopt adopt -> {
                process = Optional.of(adopt.process());
                starts = Math.max(starts, 1);
                state = "starting: adopted";
                log.atInfo().addKeyValue("component", component.name()).addKeyValue("pid", adopt.process().pid()).log("adopted");
            }
            case Takeover.Replace replace -> {
                state = "stopping the old process";
                stop(replace.process());
                state = "preparing";
                component.prepare(instance, what -> state = "preparing: " + what);
                spec = component.process(instance);
                start(spec.orElseThrow());
            }
            case Takeover.Start _ -> start(spec.get());
        }
        return true;
    }

    private boolean awaitPredecessors() throws InterruptedException {
        while (!leaving) {
            List<String> awaited = component.after(instance).stream().filter(name -> !healthy.apply(name)).toList();
            if (awaited.isEmpty() || starts > 0) {
                return true;
            }
            state = "waiting for " + String.join(", ", awaited);
            pause(TICK);
        }
        return false;
    }

    private void start(ProcessSpec spec) throws IOException {
        Optional<StartArchive> archive = component.startArchive(instance);
        if (archive.isPresent()) {
            archive.get().prepare(spec.privileges());
        }
        Path logFile = instance.layout().log(component.name());
        Files.createDirectories(logFile.getParent());
        // A session of its own: no signal that is meant for a terminal or for the supervisor's group reaches it.
        List<String> command = new ArrayList<>(List.of("setsid", "--"));
        command.addAll(spec.privileges().taking(spec.command()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                // The process holds the file itself, so its lines survive the supervisor.
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        starts++;
        Process started = builder.start();
        child = Optional.of(started);
        Optional<ProcessId> identified = ProcessTable.identify(started.pid());
        if (identified.isEmpty()) {
            throw new IOException("ended at once: " + lastLine(logFile));
        }
        process = identified;
        records.put(component.name(), new ProcessRecord(identified.get(), spec.fingerprint(), System.currentTimeMillis()));
        state = "starting";
        log.atInfo().addKeyValue("component", component.name()).addKeyValue("pid", started.pid()).addKeyValue("start", starts).log("started");
    }

    private End watch() throws InterruptedException {
        Optional<StartArchive> archive = component.startArchive(instance);
        if (archive.isEmpty() || spec.isEmpty()) {
            return watch(() -> {});
        }
        try (Archiving archiving = new Archiving(component.name(), archive.get(), spec.get())) {
            return watch(archiving::look);
        }
    }

    /// @param whileRunning called again and again
    private End watch(Runnable whileRunning) throws InterruptedException {
        boolean settled = false;
        long lastAnswer = System.nanoTime();
        long nextProbe = System.nanoTime();
        while (!leaving) {
            if (process.isPresent() && !ProcessTable.alive(process.get())) {
                return End.DIED;
            }
            if (instance != instances.get()) {
                if (outdated()) {
                    return End.OUTDATED;
                }
                // The same process may have more to be settled: a newer platform brings migrations along.
                settled = false;
            }
            if (System.nanoTime() >= nextProbe) {
                Health health = component.health(instance);
                if (health instanceof Health.Healthy && !settled) {
                    settled = settle();
                }
                switch (health) {
                    case Health.Healthy _ -> {
                        lastAnswer = System.nanoTime();
                        if (settled) {
                            state = ComponentStatus.RUNNING;
                        }
                    }
                    case Health.Unhealthy sick -> {
                        state = (settled ? "not healthy: " : "starting: ") + sick.reason();
                        if (sick.answers()) {
                            lastAnswer = System.nanoTime();
                        }
                    }
                }
                nextProbe = System.nanoTime() + (running() ? PROBE_WHEN_RUNNING : PROBE_WHILE_STARTING).toNanos();
            }
            Duration patience = settled ? WEDGED : component.startTimeout();
            if (process.isPresent() && System.nanoTime() - lastAnswer > patience.toNanos()) {
                return End.WEDGED;
            }
            if (running()) {
                whileRunning.run();
            }
            pause(TICK);
        }
        return End.LEFT;
    }

    private boolean settle() throws InterruptedException {
        try {
            component.settle(instance, what -> state = "starting: " + what);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            log.atWarn().addKeyValue("component", component.name()).setCause(e).log("cannot settle");
            state = "starting: " + firstLine(e);
            pause(Duration.ofSeconds(2));
            return false;
        }
    }

    /// An `up` has come by: is this still the process that it wants?
    private boolean outdated() {
        Instance latest = instances.get();
        try {
            Optional<String> wanted = component.process(latest).map(ProcessSpec::fingerprint);
            Optional<String> has = records.find(component.name()).map(ProcessRecord::fingerprint);
            return !wanted.equals(has);
        } catch (Exception e) {
            log.atWarn().addKeyValue("component", component.name()).setCause(e).log("cannot tell whether it is up to date");
            return false;
        } finally {
            instance = latest;
        }
    }

    private void recover(End end, Duration life) throws InterruptedException {
        switch (end) {
            case OUTDATED -> {
                log.atInfo().addKeyValue("component", component.name()).log("has changed");
                state = "restarting: it has changed";
                return;
            }
            case WEDGED -> {
                log.atWarn().addKeyValue("component", component.name()).addKeyValue("state", state).log("does not answer; starting it anew");
                process.ifPresent(this::stop);
            }
            case DIED, LEFT -> log.atWarn().addKeyValue("component", component.name()).addKeyValue("pid", process.map(ProcessId::pid).orElse(0L))
                    .addKeyValue("exit", exit()).log("ended");
        }
        String reason = exit();
        state = "restarting: " + reason;
        process = Optional.empty();
        records.remove(component.name());
        pauseBeforeStart(backoff.afterLife(life), reason);
    }

    private void recoverFrom(Exception failure) {
        try {
            state = "restarting: " + firstLine(failure);
            process = Optional.empty();
            pauseBeforeStart(backoff.afterLife(Duration.ZERO).plusSeconds(1), firstLine(failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pauseBeforeStart(Duration delay, String reason) throws InterruptedException {
        state = "restarting%s: %s".formatted(delay.isZero() ? "" : " in %.1f s".formatted(delay.toMillis() / 1000.0), reason);
        long until = System.nanoTime() + delay.toNanos();
        while (!leaving && System.nanoTime() < until) {
            pause(TICK);
        }
    }

    private String exit() {
        String code = child.filter(started -> !started.isAlive()).map(started -> "ended with code " + started.exitValue()).orElse("ended");
        String last = lastLine(instance.layout().log(component.name()));
        return last.isEmpty() ? code : code + ": " + last;
    }

    private static String firstLine(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("");
    }

    private static String lastLine(Path file) {
        try {
            List<String> lines = LogTail.last(file, 1);
            return lines.isEmpty() ? "" : lines.getLast().strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// Ends the process for good. Nobody may be keeping it any more.
    void stopProcess(Component.Progress progress) {
        Optional<ProcessId> stopping = records.find(component.name()).map(ProcessRecord::process).filter(ProcessTable::alive);
        if (stopping.isPresent()) {
            state = "stopping";
            try {
                component.beforeStop(instance, progress);
            } catch (Exception e) {
                log.atWarn().addKeyValue("component", component.name()).setCause(e).log("cannot prepare its end");
            }
            stop(stopping.get());
        }
        process = Optional.empty();
        records.remove(component.name());
        state = "stopped";
    }

    private void stop(ProcessId stopping) {
        Linux.signal(stopping, component.stopSignal());
        if (!awaitEnd(stopping, component.stopTimeout())) {
            log.atWarn().addKeyValue("component", component.name()).log("does not end; killing it");
            Linux.signal(stopping, Linux.SIGKILL);
            awaitEnd(stopping, Duration.ofSeconds(10));
        }
    }

    private static boolean awaitEnd(ProcessId stopping, Duration timeout) {
        try {
            return Poll.until(timeout, () -> !ProcessTable.alive(stopping));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
