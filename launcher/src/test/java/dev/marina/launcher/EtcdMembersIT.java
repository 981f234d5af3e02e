package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.component.Components;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Settings;
import dev.marina.launcher.instance.Staged;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.ProcessId;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.ProcessRecords;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;

/// An etcd that has data and becomes one of three, whose members are killed and lose their data.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EtcdMembersIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration LONG = Duration.ofSeconds(90);

    private final Path closed = ROOT.resolve("launcher/target/closed");
    private final Path home = closed.resolve("etcd-members-it");
    private final Layout layout = new Layout(ROOT, home);
    private Instance instance;
    private SupervisorClient client;

    @BeforeAll
    void startOneMember() throws IOException, InterruptedException {
        assumeTrue(Linux.root(), "needs root");
        Prerequisites.ensure(Prerequisites.TO_RUN_SEVERAL, System.out::println);
        purge();
        Ownership.directory(closed, Ownership.PRIVATE);
        set("");
        new Staged("it", home, Map.of()).keep(layout);
        client = new SupervisorClient(instance);
        startSupervisor();
        awaitRunning(1);
    }

    @AfterAll
    void removeEverything() throws IOException, InterruptedException {
        purge();
    }

    private void purge() throws IOException, InterruptedException {
        Optional<Instance> found = Instance.find(layout);
        if (found.isPresent() && !new SupervisorClient(found.get()).down(_ -> {})) {
            new Supervisor(layout).stopAll(_ -> {});
        }
        new Purge(layout, found, new Progress(System.out)).run();
    }

    private void set(String replicas) {
        instance = Instance.openOrCreate(layout, Map.of("MARINA_COMPONENTS", "etcd", "MARINA_REPLICAS", replicas));
        instance.settings().keep(layout);
    }

    @Test
    @Order(1)
    void twoJoinTheOneThatIsThereAndHaveWhatItHas() throws Exception {
        etcdctl(1, "put", "kept", "value");
        String cluster = endpointStatus(1);

        set("etcd=3");
        client.reload();
        awaitRunning(3);

        for (int member = 1; member <= 3; member++) {
            assertEquals("kept\nvalue", etcdctl(member, "get", "kept"));
            assertEquals(cluster, endpointStatus(member), "one cluster");
        }
        assertEquals(3, etcdctl(1, "member", "list").lines().count());
    }

    @Test
    @Order(2)
    void anyOfThemMayBeKilled() throws Exception {
        for (String member : List.of("etcd", "etcd-2", "etcd-3")) {
            ProcessId killed = process(member);
            Linux.signal(killed, Linux.SIGKILL);
            await("the others go on", () -> tried(member.equals("etcd-2") ? 3 : 2, "put", member, "killed"), output -> output.equals("OK"));
            await(member + " runs again", () -> statusOf(member), status -> status.running() && status.pid() != 0 && status.pid() != killed.pid());
        }
    }

    @Test
    @Order(3)
    void oneThatHasLostItsDataJoinsAnew() throws Exception {
        for (String member : List.of("etcd-3", "etcd")) {
            ProcessId killed = process(member);
            String before = etcdctl(2, "member", "list");
            Files.move(layout.data(member).resolve("member"), home.resolve("lost-" + member));
            Linux.signal(killed, Linux.SIGKILL);
            await(member + " runs again", () -> statusOf(member), status -> status.running() && status.pid() != 0 && status.pid() != killed.pid());

            assertEquals("kept\nvalue", etcdctl(member.equals("etcd") ? 1 : 3, "get", "kept"));
            assertEquals(3, etcdctl(2, "member", "list").lines().count());
            assertNotEquals(before, etcdctl(2, "member", "list"), "another member");
        }
    }

    @Test
    @Order(4)
    void allAreStartedWithoutWaitingForEachOther() throws Exception {
        client.down(_ -> {});
        startSupervisor();
        awaitRunning(3);

        assertEquals("kept\nvalue", etcdctl(1, "get", "kept"));
    }

    @Test
    @Order(5)
    void fewerAreRefused() {
        Settings fewer = new Settings(Map.of("components", "etcd"));
        Instance wanted = new Instance(instance.identity(), layout, fewer, instance.ports(), instance.secrets());

        Complaint complaint = assertThrows(Complaint.class, () -> Components.of(fewer).forEach(component -> component.check(wanted)));

        assertTrue(complaint.getMessage().startsWith("MARINA_REPLICAS has etcd=1, and etcd here has 3 members"), complaint.getMessage());
    }

    private String tried(int member, String... words) {
        try {
            return etcdctl(member, words);
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String endpointStatus(int member) throws IOException, InterruptedException {
        return Json.JSON.readTree(etcdctl(member, "endpoint", "status", "--write-out=json")).path(0).at("/Status/header/cluster_id").asText();
    }

    private String etcdctl(int member, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + instance.etcdEndpoints().get(member - 1),
                "--cacert=" + layout.config("etcd-server-ca.pem"), "--cert=" + layout.config("etcd-server.pem"),
                "--key=" + layout.config("etcd-server-key.pem")));
        command.addAll(List.of(words));
        return Command.of(command).with(Map.of("ETCDCTL_API", "3")).require().strip();
    }

    private Process startSupervisor() throws IOException {
        Files.createDirectories(layout.log("supervisor").getParent());
        ProcessBuilder builder = new ProcessBuilder("setsid", Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx96m", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-Dmarina.root=" + ROOT, "-cp", System.getProperty("java.class.path"), "dev.marina.launcher.LauncherMain",
                "supervise")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log("supervisor").toFile()))
                .redirectInput(new File("/dev/null"));
        builder.environment().put("MARINA_HOME", home.toString());
        return builder.start();
    }

    private void awaitRunning(int members) {
        await("everything runs", client::status,
                status -> status.isPresent() && status.get().allRunning() && status.get().components().size() == members);
    }

    private ComponentStatus statusOf(String component) {
        return client.status().orElseThrow().components().stream().filter(status -> status.name().equals(component)).findFirst().orElseThrow();
    }

    private ProcessId process(String component) {
        return new ProcessRecords(layout.processesFile()).find(component).orElseThrow().process();
    }

    private static <T> T await(String what, Supplier<T> look, Predicate<T> good) {
        long until = System.nanoTime() + LONG.toNanos();
        while (true) {
            T seen = look.get();
            if (good.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("not within %s: %s; last seen: %s".formatted(LONG, what, seen));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
