package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Staged;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.ProcessId;
import dev.marina.launcher.process.ProcessTable;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.ProcessRecords;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;
import dev.marina.launcher.tls.Pem;

/// A supervisor as a process of its own with real servers, which are killed under it as it is killed above them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SupervisorIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration LONG = Duration.ofSeconds(60);

    /// Where only root may go, as a checkout under `/root`.
    private final Path closed = ROOT.resolve("launcher/target/closed");
    private final Path home = closed.resolve("supervisor-it");
    private final Layout layout = new Layout(ROOT, home);
    private Instance instance;
    private SupervisorClient client;

    @BeforeAll
    void startTheFirst() throws IOException, InterruptedException {
        assumeTrue(Linux.root(), "needs root");
        purge();
        Ownership.directory(closed, Ownership.PRIVATE);
        String components = "etcd,postgres,containerd,docker";
        instance = Instance.openOrCreate(layout, Map.of("MARINA_COMPONENTS", components));
        instance.settings().keep(layout);
        new Staged("it", home, Map.of(Staged.SERVERS, ROOT.resolve("launcher/target/servers").toString())).keep(layout);
        client = new SupervisorClient(instance);
        startSupervisor();
        awaitAllRunning();
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

    @ParameterizedTest
    @CsvSource({"etcd, ETCD", "postgres, POSTGRESQL"})
    @Order(1)
    void aServerHasAUserOfItsOwnAndNoPower(String component, Part part) throws IOException {
        int user = instance.account(part).user();
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(process(component).pid()), "status"));

        assertNotEquals(0, user);
        assertTrue(status.contains("Uid:\t%1$d\t%1$d\t%1$d\t%1$d".formatted(user)), status.toString());
        assertTrue(status.contains("CapBnd:\t0000000000000000"), status.toString());
        assertTrue(status.contains("CapPrm:\t0000000000000000"), status.toString());
        assertTrue(status.contains("NoNewPrivs:\t1"), status.toString());
        assertTrue(status.contains("Groups:\t "), status.toString());
    }

    @Test
    @Order(1)
    void etcdTakesNobodyWithoutACertificateOfItsAuthority() throws Exception {
        String pem = Files.readString(layout.internal("etcd-server.pem"));
        HttpRequest version = HttpRequest.newBuilder(URI.create(instance.etcdEndpoints().getFirst() + "/version")).build();

        try (HttpClient known = HttpClient.newBuilder().sslContext(tls(pem, pem)).build();
                HttpClient stranger = HttpClient.newBuilder().sslContext(tls(pem, "")).build()) {
            assertEquals(200, known.send(version, HttpResponse.BodyHandlers.discarding()).statusCode());
            assertThrows(IOException.class, () -> stranger.send(version, HttpResponse.BodyHandlers.discarding()));
        }
        assertTrue(instance.etcdEndpoints().getFirst().startsWith("https://"));
        assertEquals(0, Ownership.owner(layout.internal("authority.pem")));
    }

    /// @param own empty for a client without a certificate
    private static SSLContext tls(String trusted, String own) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("authority", Pem.certificates(trusted).getLast());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore mine = KeyStore.getInstance("PKCS12");
        mine.load(null, null);
        if (!own.isEmpty()) {
            mine.setKeyEntry("own", Pem.privateKey(own), new char[0], Pem.certificates(own).toArray(java.security.cert.Certificate[]::new));
        }
        keys.init(mine, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    @Order(1)
    void aKilledServerComesBack() {
        for (String component : List.of("etcd", "postgres", "docker")) {
            ProcessId killed = process(component);

            Linux.signal(killed, Linux.SIGKILL);

            await(component + " runs again", () -> statusOf(component), status -> status.running() && status.pid() != 0 && status.pid() != killed.pid());
            assertNotEquals(killed, process(component));
        }
    }

    @Test
    @Order(2)
    void aKilledSupervisorIsStartedAgainAndAdopts() {
        Map<String, ProcessId> before = processes();
        ProcessId killed = process(Supervisor.NAME);

        Linux.signal(killed, Linux.SIGKILL);
        await("another one answers", this::supervisor, process -> !process.equals(Optional.of(killed)) && process.isPresent() && client.status().isPresent());
        awaitAllRunning();

        assertEquals(before, processes(), "adopted");
    }

    @Test
    @Order(3)
    void aKilledGuardComesBackAndGuardsAgain() {
        ProcessId guard = process("guard");

        Linux.signal(guard, Linux.SIGKILL);

        await("another guard", () -> new ProcessRecords(layout.processesFile()).find("guard"),
                found -> found.isPresent() && !found.get().process().equals(guard));
        ProcessId killed = process(Supervisor.NAME);
        Linux.signal(killed, Linux.SIGKILL);
        await("another supervisor answers", this::supervisor,
                process -> !process.equals(Optional.of(killed)) && process.isPresent() && client.status().isPresent());
        awaitAllRunning();
    }

    @Test
    @Order(3)
    void anAdoptedServerThatIsKilledComesBackToo() {
        ProcessId killed = process("etcd");

        Linux.signal(killed, Linux.SIGKILL);

        await("etcd runs again", () -> statusOf("etcd"), status -> status.running() && status.pid() != 0 && status.pid() != killed.pid());
        assertTrue(ProcessTable.alive(process("etcd")));
    }

    @Test
    @Order(4)
    void aSecondSupervisorLeavesTheFirstAlone() throws IOException, InterruptedException {
        ProcessId first = process(Supervisor.NAME);

        int code = startSupervisor().waitFor();

        assertEquals(0, code);
        assertEquals(first, process(Supervisor.NAME));
        assertTrue(client.status().isPresent());
    }

    @Test
    @Order(5)
    void downStopsEverything() {
        Map<String, ProcessId> before = processes();
        before.put("guard", process("guard"));
        before.put(Supervisor.NAME, process(Supervisor.NAME));

        client.down(_ -> {});

        await("everything has ended", () -> before.values().stream().noneMatch(ProcessTable::alive), ended -> ended);
        before.forEach((component, process) -> assertFalse(ProcessTable.alive(process), component));
    }

    @Test
    @Order(6)
    void purgeLeavesNothing() throws IOException, InterruptedException {
        Files.createDirectories(instance.engineBundles().resolve("as-with-a-container"));

        purge();

        assertTrue(Files.notExists(home));
        try (Stream<Path> run = Files.list(Path.of("/run"))) {
            assertEquals(List.of(), run.filter(path -> path.toString().contains(instance.id())).toList());
        }
        assertFalse(Files.readString(Path.of("/etc/passwd")).contains("marina-" + instance.id()));
        assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(home + "/"));
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

    private void awaitAllRunning() {
        await("everything runs", client::status, status -> status.isPresent() && status.get().allRunning());
    }

    private ComponentStatus statusOf(String component) {
        return client.status().orElseThrow().components().stream().filter(status -> status.name().equals(component)).findFirst().orElseThrow();
    }

    private Map<String, ProcessId> processes() {
        Map<String, ProcessId> processes = new TreeMap<>();
        for (String component : List.of("etcd", "postgres", "docker")) {
            processes.put(component, ProcessTable.identify(process(component).pid()).orElseThrow());
        }
        return processes;
    }

    private Optional<ProcessId> supervisor() {
        return new ProcessRecords(layout.processesFile()).find(Supervisor.NAME).map(record -> record.process());
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
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
