package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.cgroup.KernelLimits;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.linux.image.BuiltinImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every runtime does whose containers are real.
abstract class RealRuntimeContract extends ContainerRuntimeContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final NodeRef NODE = new NodeRef("c1", "node-1");
    private static final ContainerSpec.Security PLAIN = new ContainerSpec.Security(Optional.empty(), List.of(), List.of(), false, true, false);

    @TempDir
    Path files;

    private ContainerRuntime runtime;
    private ContainerStreams streams;

    abstract ContainerStreams streams(ContainerRuntime runtime);

    abstract ContainerImages images();

    /// The engine dies without warning and begins anew.
    abstract void restartEngine() throws IOException, InterruptedException;

    @BeforeEach
    void openStreams() {
        runtime = runtime();
        streams = streams(runtime);
    }

    private static PodRef pod(String name) {
        return new PodRef(NODE, "default", name, "uid-" + name);
    }

    private static String group(PodRef pod) {
        return "/marina-contract/" + pod.name();
    }

    private SandboxId sandbox(PodRef pod) {
        return runtime.runSandbox(new SandboxSpec(pod, 0, pod.name(), Optional.empty(), Map.of(), group(pod)));
    }

    private static ContainerSpec spec(PodRef pod, List<String> command) {
        return spec(pod, "main", command, PLAIN);
    }

    private static ContainerSpec spec(PodRef pod, String name, List<String> command, ContainerSpec.Security security) {
        return new ContainerSpec(pod, name, ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1", command, List.of(), "", List.of(), List.of(),
                ContainerSpec.Resources.UNLIMITED, security, false, false, false, group(pod), false, Optional.empty(), "", "");
    }

    private static ContainerSpec sleeping(PodRef pod) {
        return spec(pod, List.of("sleep", "1000"));
    }

    private ContainerId start(ContainerSpec spec) {
        return start(sandbox(spec.pod()), spec);
    }

    private ContainerId start(SandboxId sandbox, ContainerSpec spec) {
        ContainerId id = runtime.createContainer(sandbox, spec);
        runtime.startContainer(id);
        return id;
    }

    private ContainerState awaitEnd(PodRef pod, String name) {
        return Await.until(name + " to end", SOON, () -> runtime.snapshot(pod.uid()).newest(name).orElseThrow(), ContainerState::exited);
    }

    private String run(ContainerId container, String script) {
        ContainerStreams.ExecResult result = streams.execSync(container, List.of("sh", "-c", script), Duration.ofSeconds(30));
        assertEquals(0, result.exitCode(), result::toString);
        return result.output().strip();
    }

    private String logs(ContainerId container, ContainerStreams.LogOptions options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        streams.logs(container, options, out, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ContainerStreams.LogOptions all() {
        return new ContainerStreams.LogOptions(false, false, -1, Optional.empty());
    }

    @Test
    void execPassesOnTheEndOfItsInputAndTheExitCode() {
        ContainerId id = start(sleeping(pod("cat")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = streams.exec(id, List.of("sh", "-c", "cat; echo done >&2; exit 5"), new ContainerStreams.Session(
                new ByteArrayInputStream("given".getBytes(StandardCharsets.UTF_8)), out, err, false, ContainerStreams.TerminalSize.FIXED));

        assertEquals(List.of(5, "given", "done\n"), List.of(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
    }

    @Test
    void aTerminalHasTheSizeThatItsPersonHas() {
        ContainerId id = start(sleeping(pod("terminal")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = streams.exec(id,
                List.of("sh", "-c", "test -t 0 && test -t 1; until [ \"$(stty size 2>/dev/null)\" = '31 77' ]; do sleep 0.1; done; echo seen"),
                new ContainerStreams.Session(new ByteArrayInputStream(new byte[0]), out, out, true, resize -> resize.accept(77, 31)));

        assertEquals(List.of(0, "seen"), List.of(code, out.toString(StandardCharsets.UTF_8).strip()));
    }

    @Test
    void muchOutputComesWholeAndInOrder() {
        ContainerId id = start(sleeping(pod("much")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = streams.exec(id, List.of("seq", "1", "200000"),
                new ContainerStreams.Session(null, out, out, false, ContainerStreams.TerminalSize.FIXED));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(List.of(0, 200_000, "1", "200000"), List.of(code, lines.size(), lines.getFirst(), lines.getLast()));
    }

    @Test
    void aCommandThatIsNotThereIsAFailureInWords() {
        ContainerId id = start(sleeping(pod("nowhere")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ContainerStreams.Session session = new ContainerStreams.Session(null, out, out, false, ContainerStreams.TerminalSize.FIXED);

        String words;
        try {
            int code = streams.exec(id, List.of("no-such-program"), session);
            assertTrue(code == 126 || code == 127, "exit code " + code);
            words = out.toString(StandardCharsets.UTF_8);
        } catch (RuntimeFailure failure) {
            words = failure.getMessage();
        }

        assertTrue(words.contains("no-such-program"), words);
    }

    /// One that is read once is told of the end; from one that is not only what it says at once is waited for: it goes on.
    @ParameterizedTest
    @CsvSource({"false, 'read x; echo got $x; sleep 600',                'got given'",
            "false, 'read x; echo got $x',                           'got given'",
            "true,  'read x; cat; sleep 2; echo got $x and an end', 'got given and an end'"})
    void attachHearsTheAnswerWhenItsInputHasEnded(boolean stdinOnce, String script, String wanted) {
        PodRef pod = pod("reads-" + Integer.toHexString(script.hashCode()));
        ContainerId id = start(new ContainerSpec(pod, "main", ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1", List.of("sh", "-c", script),
                List.of(), "", List.of(), List.of(), ContainerSpec.Resources.UNLIMITED, PLAIN, true, stdinOnce, false, group(pod), false, Optional.empty(), "",
                ""));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        streams.attach(id, new ContainerStreams.Session(new ByteArrayInputStream("given\n".getBytes(StandardCharsets.UTF_8)), out, out, false,
                ContainerStreams.TerminalSize.FIXED));

        assertEquals(wanted + "\n", out.toString(StandardCharsets.UTF_8));
    }

    /// One who leaves once the command has said something, and types nothing.
    private static final class Leaving implements ContainerStreams.Departure {

        private final CountDownLatch heard = new CountDownLatch(1);
        private final CompletableFuture<Runnable> told = new CompletableFuture<>();
        private final OutputStream out = new OutputStream() {
            @Override
            public void write(int said) {
                heard.countDown();
            }
        };
        private final InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    new CountDownLatch(1).await();
                    return -1;
                } catch (InterruptedException _) {
                    throw new InterruptedIOException();
                }
            }
        };

        @Override
        public void onGone(Runnable action) {
            told.complete(action);
        }

        ContainerStreams.Session session(boolean tty) {
            return new ContainerStreams.Session(silent, out, out, tty, ContainerStreams.TerminalSize.FIXED, this);
        }

        void leave() throws Exception {
            assertTrue(heard.await(1, TimeUnit.MINUTES), "it says something");
            told.get(1, TimeUnit.MINUTES).run();
        }
    }

    private String running(ContainerId container, String words) {
        return streams.execSync(container, List.of("sh", "-c", "ps | grep -c '[%s]%s'".formatted(words.substring(0, 1), words.substring(1))),
                Duration.ofSeconds(10)).output().strip();
    }

    /// Whose browser, laptop or console is gone says no farewell: the shell would wait for ever, and its place among the node's sessions with it.
    @Test
    void aShellWhosePersonIsGoneIsHungUp() throws Exception {
        ContainerId id = start(sleeping(pod("gone")));
        Leaving leaving = new Leaving();
        CompletableFuture<Integer> code = CompletableFuture
                .supplyAsync(() -> streams.exec(id, List.of("sh", "-c", "echo ready; read -r line; : 4712"), leaving.session(true)));
        leaving.leave();

        assertEquals(ContainerStreams.HUNG_UP, code.get(1, TimeUnit.MINUTES));
        Await.until("its shell to be gone", Duration.ofSeconds(30), () -> running(id, "4712"), "0"::equals);
    }

    @Test
    void aProgramWithoutATerminalGoesOnWithoutWhoAskedForIt() throws Exception {
        ContainerId id = start(sleeping(pod("goes-on")));
        Leaving leaving = new Leaving();
        CompletableFuture<Integer> code = CompletableFuture
                .supplyAsync(() -> streams.exec(id, List.of("sh", "-c", "echo ready; sleep 4713; :"), leaving.session(false)));
        leaving.leave();

        assertEquals(ContainerStreams.HUNG_UP, code.get(1, TimeUnit.MINUTES));
        assertEquals("2", running(id, "4713"), "the shell and what it waits for");
    }

    @Test
    void attachEndsWithWhoAskedForItAndTheContainerGoesOn() throws Exception {
        PodRef pod = pod("attached");
        ContainerId id = start(new ContainerSpec(pod, "main", ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1",
                List.of("sh", "-c", "while sleep 0.2; do echo here; done"), List.of(), "", List.of(), List.of(), ContainerSpec.Resources.UNLIMITED, PLAIN, true,
                false, false, group(pod), false, Optional.empty(), "", ""));
        Leaving leaving = new Leaving();
        CompletableFuture<Void> over = CompletableFuture.runAsync(() -> streams.attach(id, leaving.session(false)));
        leaving.leave();

        over.get(1, TimeUnit.MINUTES);
        assertTrue(Integer.parseInt(running(id, "here")) > 0, "it goes on");
    }

    /// Each probe that is given up would leave one more, up to the pod's limit of processes.
    @Test
    void commandThatTakesTooLongEndsWithAllThatItHasStarted() {
        ContainerId id = start(sleeping(pod("slow")));

        ContainerStreams.ExecResult given = streams.execSync(id, List.of("sh", "-c", "sleep 4711 & echo begun; sleep 4711"), Duration.ofSeconds(1));

        assertNull(given.exitCode());
        assertEquals("begun\n", given.output());
        Await.until("its processes to be gone", Duration.ofSeconds(10), () -> streams
                .execSync(id, List.of("sh", "-c", "ps | grep -c '[s]leep 4711'"), Duration.ofSeconds(10)).output().strip(), "0"::equals);
    }

    @Test
    void whatACommandSaysIsKeptToALimit() {
        ContainerId id = start(sleeping(pod("flood")));

        ContainerStreams.ExecResult given = streams.execSync(id, List.of("sh", "-c", "yes | head -c 100000; exit 3"), Duration.ofSeconds(30));

        assertEquals(List.of(3, 10 * 1024), List.of(given.exitCode(), given.output().length()));
    }

    @Test
    void logsAreWhatTheContainerWroteAsMuchAsIsAskedFor() {
        PodRef pod = pod("talking");
        String lineOfAPage = "x".repeat(40_000);
        ContainerId id = start(spec(pod, List.of("sh", "-c", "echo first; echo second >&2; head -c 40000 /dev/zero | tr '\\0' x; echo; printf last")));
        awaitEnd(pod, "main");

        // What it wrote last may come into the log a moment after its end.
        List<String> lines = Await.until("the whole log", SOON, () -> logs(id, all()).lines().toList(), all -> all.size() == 4);
        assertEquals(List.of("first", "last", "second", lineOfAPage), lines.stream().sorted().toList());
        assertEquals(2, logs(id, new ContainerStreams.LogOptions(false, false, 2, Optional.empty())).lines().count());
        assertEquals("", logs(id, new ContainerStreams.LogOptions(false, false, 0, Optional.empty())));
        assertEquals("", logs(id, new ContainerStreams.LogOptions(false, false, -1, Optional.of(Instant.now().plusSeconds(60)))));
        for (String line : logs(id, new ContainerStreams.LogOptions(false, true, -1, Optional.empty())).lines().toList()) {
            assertTrue(line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:\\d\\d) (first|second|last|x+.*)"), line);
        }
    }

    @Test
    void aLogIsFollowedToTheContainersEnd() {
        ContainerId id = start(spec(pod("counting"), List.of("sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.5; done")));

        assertEquals("1\n2\n3\n", logs(id, new ContainerStreams.LogOptions(true, false, -1, Optional.empty())));
    }

    @Test
    void aContainerHasTheIdsAndRightsOfItsSpecAndNoOthers() {
        PodRef pod = pod("rights");
        ContainerSpec.Security security = new ContainerSpec.Security(Optional.of("1000:2000"), List.of("3000"), List.of(), true, true, false);
        SandboxId sandbox = sandbox(pod);
        ContainerId user = start(sandbox, spec(pod, "user", List.of("sleep", "1000"), security));
        ContainerId root = start(sandbox, spec(pod, "root", List.of("sleep", "1000"),
                new ContainerSpec.Security(Optional.empty(), List.of(), List.of("CHOWN", "KILL"), false, false, false)));

        assertEquals("1000 2000 2000 3000", run(user, "echo $(id -u) $(id -g) $(id -G)"));
        assertTrue(run(user, "touch /here 2>&1 || true").contains("Read-only"));
        String ofUser = run(user, "cat /proc/self/status");
        assertTrue(ofUser.contains("NoNewPrivs:\t1") && ofUser.contains("Seccomp:\t2") && ofUser.contains("CapBnd:\t0000000000000000"), ofUser);
        String ofRoot = run(root, "cat /proc/self/status");
        assertTrue(ofRoot.contains("NoNewPrivs:\t0") && ofRoot.contains("CapBnd:\t0000000000000021") && ofRoot.contains("CapEff:\t0000000000000021"), ofRoot);
    }

    /// What a hostile container would try first.
    @Test
    void theMachineIsNotToBeChangedFromAContainer() {
        PodRef pod = pod("hostile");
        ContainerId id = start(spec(pod, "main", List.of("sleep", "1000"), new ContainerSpec.Security(Optional.empty(), List.of(),
                List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SYS_CHROOT"), false, false, false)));

        for (String attempt : List.of("mount -t tmpfs none /mnt", "mknod /tmp/memory c 1 1 && cat /tmp/memory", "mknod /tmp/disk b 7 0 && head -c 1 /tmp/disk",
                "echo 1 > /proc/sys/vm/drop_caches", "echo x > /proc/sysrq-trigger", "echo 1 > /sys/kernel/mm/ksm/run", "test -s /proc/kcore",
                "ls /proc/1/root/etc/shadow", "hostname other", "cat /proc/keys | grep .", "unshare -m true")) {
            ContainerStreams.ExecResult tried = streams.execSync(id, List.of("sh", "-c", attempt), Duration.ofSeconds(30));
            assertTrue(tried.exitCode() != 0, attempt + ": " + tried);
        }
        assertEquals("", run(id, "ls /sys/fs/cgroup/*/marina-* 2>/dev/null || true"), "the groups of others");
    }

    @Test
    void aContainerBeginsWhereAndWithWhatItsSpecSays() throws IOException {
        PodRef pod = pod("beginning");
        Path shown = Files.createDirectories(files.resolve("shown"));
        Files.writeString(shown.resolve("file"), "of the machine");
        open(files);
        open(shown);
        ContainerId id = start(new ContainerSpec(pod, "main", ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1",
                List.of("sh", "-c", "pwd; echo $GIVEN; echo $0 $1; cat file; echo x > file || echo refused"), List.of("zero", "one"), "/given",
                List.of("GIVEN=with = and space"), List.of(new ContainerSpec.Mount(shown.toString(), "/given", true, ContainerSpec.Propagation.NONE)),
                ContainerSpec.Resources.UNLIMITED, PLAIN, false, false, false, group(pod), false, Optional.empty(), "", ""));
        awaitEnd(pod, "main");

        List<String> lines = logs(id, all()).lines().filter(line -> !line.contains("Read-only")).toList();
        assertEquals(List.of("/given", "with = and space", "zero one", "of the machinerefused"), lines);
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void limitsHoldAndMayBeChangedWhileItRuns() {
        PodRef pod = pod("limited");
        ContainerSpec.Resources limits = new ContainerSpec.Resources(32L << 20, 20_000, 100, 100, 500, 0);
        ContainerId id = start(sleeping(pod).with(limits));
        String group = group(pod) + "/" + id;

        assertEquals(Long.toString(32L << 20), KernelLimits.memory(group));
        assertEquals("500", run(id, "cat /proc/1/oom_score_adj"));
        runtime.updateContainer(id, new ContainerSpec.Resources(48L << 20, 30_000, 200, 100, 500, 0));
        assertEquals(Long.toString(48L << 20), KernelLimits.memory(group));
    }

    @Test
    void whoTakesTooMuchMemoryEndsAndItIsSaidWhy() {
        PodRef pod = pod("hungry");
        start(spec(pod, List.of("sh", "-c", "head -c 200000000 /dev/zero | tail")).with(new ContainerSpec.Resources(16L << 20, 0, 2, 100, 1000, 0)));

        ContainerState ended = awaitEnd(pod, "main");

        assertTrue(ended.oomKilled() || ended.exitCode() == 137, ended::toString);
    }

    @Test
    void aContainerIsAskedToEndBeforeItIsMadeTo() {
        PodRef pod = pod("polite");
        ContainerId id = start(spec(pod, List.of("sh", "-c", "trap 'echo bye; exit 7' TERM; echo ready; while true; do sleep 0.1; done")));
        Await.until("it to be ready", SOON, () -> logs(id, all()), "ready\n"::equals);

        runtime.stopContainer(id, Duration.ofSeconds(20));

        assertEquals(7, awaitEnd(pod, "main").exitCode());
        assertEquals("ready\nbye\n", logs(id, all()));
    }

    @Test
    void aProgramThatIsNotThereIsSaidToBeMissing() {
        PodRef pod = pod("absent");
        SandboxId sandbox = sandbox(pod);
        ContainerId id = runtime.createContainer(sandbox, spec(pod, List.of("/no/such/program")));

        RuntimeFailure failure = assertThrows(RuntimeFailure.class, () -> runtime.startContainer(id));

        assertTrue(failure.getMessage().contains("/no/such/program"), failure.getMessage());
        assertTrue(awaitEnd(pod, "main").exited());
    }

    @Test
    void processesAreSharedWhereThePodSaysSoAndNowhereElse() {
        PodRef pod = pod("together");
        SandboxId sandbox = sandbox(pod);
        ContainerId alone = start(sandbox, spec(pod, "alone", List.of("sleep", "4712"), PLAIN));
        ContainerSpec watching = new ContainerSpec(pod, "watching", ContainerKind.EPHEMERAL, 0, 0, "marina/busybox:1", "marina/busybox:1",
                List.of("sleep", "4713"), List.of(), "", List.of(), List.of(), ContainerSpec.Resources.UNLIMITED, PLAIN, false, false, false, group(pod), false,
                Optional.of(alone), "", "");
        ContainerId watcher = start(sandbox, watching);
        ContainerId apart = start(sandbox, spec(pod, "apart", List.of("sleep", "4714"), PLAIN));

        assertTrue(run(watcher, "ps").contains("sleep 4712"));
        assertFalse(run(apart, "ps").contains("sleep 4712"));
    }

    @Test
    void aSandboxHasANetworkOfItsOwnWithLoopbackAlone() throws IOException {
        PodRef one = pod("one");
        ContainerId inside = start(sleeping(one));
        sandbox(pod("other"));

        assertEquals("lo", run(inside, "ls /sys/class/net"));
        assertEquals("0x9", run(inside, "cat /sys/class/net/lo/flags"), "up, and a loopback");
        Object first = Files.getAttribute(network(one), "unix:ino");
        assertNotEquals(first, Files.getAttribute(network(pod("other")), "unix:ino"));
        assertNotEquals(first, Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino"));
    }

    private Path network(PodRef pod) {
        return Path.of(runtime.networkNamespace(runtime.snapshot(pod.uid()).runningSandbox().orElseThrow()));
    }

    @Test
    void containersOutliveTheEngineAndAreFoundAgain() throws IOException, InterruptedException {
        PodRef pod = pod("lasting");
        ContainerId id = start(spec(pod, List.of("sh", "-c", "i=0; while true; do i=$((i+1)); echo $i; sleep 0.2; done")));
        RuntimeSnapshot before = runtime.snapshot(pod.uid());

        restartEngine();

        ContainerRuntime after = reopened();
        assertEquals(before, Await.until("the engine to answer", SOON, () -> snapshot(after, pod), before::equals));
        assertTrue(run(id, "echo here").equals("here"));
        int lines = logs(id, all()).lines().toList().size();
        Await.until("the log to go on", SOON, () -> logs(id, all()).lines().count(), now -> now > lines);
    }

    private static RuntimeSnapshot snapshot(ContainerRuntime runtime, PodRef pod) {
        try {
            return runtime.snapshot(pod.uid());
        } catch (RuntimeFailure notYet) {
            return RuntimeSnapshot.EMPTY;
        }
    }

    @Test
    void anImageSaysWhatItIsAndWhereItsFilesAre() {
        ContainerImages.Image busybox = images().find(BuiltinImage.BUSYBOX.tag()).orElseThrow();

        assertEquals(List.of(true, Optional.empty(), ""), List.of(busybox.built(), busybox.digest(), busybox.user()));
        assertTrue(busybox.id().matches("sha256:[0-9a-f]{64}"), busybox.id());
        assertTrue(images().bytes(busybox.id()).orElseThrow() > 100_000, busybox.id());
        assertEquals(OptionalLong.empty(), images().bytes("sha256:" + "0".repeat(64)));
        ContainerImages.Layers layers = images().layers(busybox.id());
        List<Path> found = new ArrayList<>();
        layers.names().forEach(name -> found.add(layers.within().resolve(name)));
        assertTrue(found.stream().anyMatch(layer -> Files.exists(layer.resolve("bin/busybox"))), found::toString);
        assertEquals(Optional.empty(), images().find("marina/nowhere:1"));
    }

    @Test
    void aRegistryThatIsNotThereIsAFailureInWords() {
        RuntimeFailure failure = assertThrows(RuntimeFailure.class, () -> images().pull("127.0.0.1:1/nowhere:1", Optional.empty()));

        assertTrue(failure.getMessage().contains("127.0.0.1:1"), failure.getMessage());
    }

    static void loaded(ContainerImages images) {
        new BuiltinImages(images).ensure();
    }

}
