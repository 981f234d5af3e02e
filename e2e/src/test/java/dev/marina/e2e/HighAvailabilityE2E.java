package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two control planes, three members of etcd and two Payaras: each is killed in turn while people work, whoever serves at that moment. Nothing that
/// was acknowledged is lost, what waits takes over within seconds, and who was killed is back by itself.
@Tag("long")
@Order(95)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HighAvailabilityE2E {

    /// Of the API: a lease of three seconds, and what the one that waited does then.
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofSeconds(4);
    /// A Payara takes minutes where others start beside it.
    private static final Duration BACK = Duration.ofMinutes(6);

    private Marina marina;
    private Tenant tenant;
    private Tenant other;

    @BeforeAll
    void severalOfEach(Marina given) {
        marina = given;
        marina.setting("MARINA_REPLICAS", "etcd=3,control-plane=2,payara=2");
        marina.command("up").succeeded();
        tenant = marina.signUp("ha").awaitNodes(2);
        other = marina.signUp("beside").awaitReady();
        tenant.startBusybox("steady", "").awaitPodReady("steady");
    }

    private static void signal(String signal, long pid) {
        Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(5), List.of("kill", "-" + signal, Long.toString(pid))).succeeded();
    }

    private int port(String name) {
        try {
            return new ObjectMapper().readTree(Files.readString(marina.home().resolve("ports.json"))).path(name).asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The control plane that serves.
    private String leading() {
        return Await.until("a control plane serves", A_FEW_SECONDS,
                () -> Stream.of("control-plane", "control-plane-2").filter(this::leads).findFirst().orElse(""), name -> !name.isEmpty());
    }

    private boolean leads(String name) {
        try {
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/leads".formatted(port(name))))
                    .timeout(Duration.ofSeconds(2)).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String otherOf(String controlPlane) {
        return controlPlane.equals("control-plane") ? "control-plane-2" : "control-plane";
    }

    private void awaitAllRunning() {
        Await.until("every component runs", BACK, marina::status,
                status -> status.path("components").valueStream().allMatch(row -> row.path("state").asText().equals("running")));
    }

    /// People who work while something is done to the installation: kubectl writes, a program reads the API of two tenants, another the REST API.
    private final class People implements AutoCloseable {

        private final String token = tenant.token();
        private final String othersToken = other.token();
        private final AcknowledgedWrites writes = new AcknowledgedWrites(tenant, "ha-" + Long.toString(System.nanoTime(), 36));
        private final Steady api = new Steady("API", () -> asked(marina.apiServer() + "/clusters/" + tenant.name() + "/default/api/v1/namespaces/default",
                token));
        private final Steady othersApi = new Steady("API of another tenant",
                () -> asked(marina.apiServer() + "/clusters/" + other.name() + "/default/api/v1/namespaces/default", othersToken));
        private final Steady rest = new Steady("REST", () -> asked(marina.console() + "/api/v1/tenants/" + tenant.name() + "/members", token));

        private boolean asked(String url, String bearer) {
            return marina.send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(3)).header("Authorization", "Bearer " + bearer).GET())
                    .expect(200).status() == 200;
        }

        People() {
            writes.awaitSuccessAfter(Instant.EPOCH, Duration.ofSeconds(30));
            List.of(api, othersApi, rest).forEach(each -> Await.until("somebody is answered", Duration.ofSeconds(30), each::answers, count -> count > 0));
            List.of(api, othersApi, rest).forEach(Steady::reset);
        }

        void goOn(String after) {
            Instant now = Instant.now();
            writes.awaitSuccessAfter(now.plusSeconds(5), Duration.ofSeconds(60));
            List.of(api, othersApi, rest).forEach(each -> System.out.println(after + ": " + each.told()));
        }

        void losesNothing() {
            writes.stop();
            assertEquals(List.of(), writes.lost(), "acknowledged and lost");
            assertTrue(writes.count() > 0);
        }

        @Override
        public void close() {
            List.of(api, othersApi, rest).forEach(Steady::close);
            writes.close();
        }
    }

    private static void atMost(Duration allowed, Steady people) {
        assertTrue(people.outage().compareTo(allowed) < 0, () -> people.told() + ": " + people.failures().stream().distinct().limit(5).toList());
    }

    @Test
    @Order(1)
    void thereAreSeveralOfEachAndOneControlPlaneServes() {
        List<String> names = marina.status().path("components").valueStream().map(row -> row.path("name").asText()).toList();

        assertTrue(names.containsAll(List.of("etcd", "etcd-2", "etcd-3", "control-plane", "control-plane-2", "payara", "payara-2")), names.toString());
        assertFalse(leads(otherOf(leading())));
        for (String name : List.of("etcd", "etcd-2", "etcd-3", leading(), otherOf(leading()), "payara", "payara-2")) {
            System.out.println(name + ": " + resident(marina.pid(name)));
        }
    }

    private static String resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream().filter(line -> line.startsWith("VmRSS")).findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "kill -9 of the control plane that serves, {0}")
    @Order(2)
    @ValueSource(strings = {"the one", "then the other"})
    void whenTheControlPlaneThatServesIsKilledTheOtherServes(String which) {
        String killed = leading();
        String started = startOf();
        try (People people = new People()) {
            signal("9", marina.pid(killed));
            people.goOn("kill -9 of " + killed + " (" + which + ")");

            assertEquals(otherOf(killed), leading());
            atMost(A_FEW_SECONDS, people.api);
            atMost(A_FEW_SECONDS, people.othersApi);
            atMost(AT_ONCE, people.rest);
            people.losesNothing();
        }
        // Its agent has found the one that serves now.
        Await.until("exec works", Duration.ofSeconds(30), () -> tenant.inPod("steady", "echo alive"), answer -> answer.output().contains("alive"));
        awaitAllRunning();
        assertEquals(otherOf(killed), leading(), "who comes back waits");
        assertEquals(started, startOf(), "the container was disturbed");
    }

    @Test
    @Order(3)
    void whenTheControlPlaneThatWaitsIsKilledNobodyNotices() {
        String serving = leading();
        try (People people = new People()) {
            signal("9", marina.pid(otherOf(serving)));
            people.goOn("kill -9 of the control plane that waits");

            atMost(AT_ONCE, people.api);
            atMost(AT_ONCE, people.rest);
            people.losesNothing();
        }
        awaitAllRunning();
        assertEquals(serving, leading());
    }

    @Test
    @Order(4)
    void aControlPlaneThatHangsIsLeftAndWritesNothingWhenItGoesOn() {
        String hung = leading();
        long pid = marina.pid(hung);
        try (People people = new People()) {
            signal("STOP", pid);
            try {
                people.goOn("kill -STOP of " + hung);
                assertEquals(otherOf(hung), leading());
                atMost(A_FEW_SECONDS.plusSeconds(3), people.api);
            } finally {
                signal("CONT", pid);
            }
            people.api.reset();
            people.goOn("kill -CONT of " + hung);
            assertEquals(otherOf(hung), leading());
            atMost(AT_ONCE, people.api);
            people.losesNothing();
        }
        awaitAllRunning();
    }

    @ParameterizedTest(name = "kill -9 of {0}")
    @Order(5)
    @ValueSource(strings = {"etcd", "etcd-2", "etcd-3"})
    void anEtcdWithoutOneOfItsMembersGoesOn(String member) {
        try (People people = new People()) {
            signal("9", marina.pid(member));
            people.goOn("kill -9 of " + member);

            atMost(A_FEW_SECONDS, people.api);
            atMost(AT_ONCE, people.rest);
            people.losesNothing();
        }
        awaitAllRunning();
    }

    /// Its disk is gone, say.
    @Test
    @Order(6)
    void aMemberThatHasLostItsDataJoinsAnew() throws IOException {
        Path data = marina.home().resolve("data/etcd-3");
        try (People people = new People()) {
            signal("9", marina.pid("etcd-3"));
            remove(data.resolve("member"));
            people.goOn("loss of etcd-3's data");
            people.losesNothing();
        }
        awaitAllRunning();
        assertTrue(Files.isDirectory(data.resolve("member")));
    }

    private static void remove(Path tree) throws IOException {
        // Its process may come back while this goes on.
        Path aside = tree.resolveSibling("lost");
        Files.move(tree, aside);
        try (Stream<Path> all = Files.walk(aside)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @ParameterizedTest(name = "kill -9 of {0}")
    @Order(7)
    @ValueSource(strings = {"payara", "payara-2"})
    void whenAPayaraIsKilledTheOtherAnswersAndPeopleAreLoggedInAgainByThemselves(String killed) {
        try (Chromium chromium = new Chromium(marina); People people = new People()) {
            Page page = chromium.of(tenant, "en-US");

            signal("9", marina.pid(killed));
            people.goOn("kill -9 of " + killed);

            atMost(AT_ONCE, people.api);
            atMost(AT_ONCE, people.rest);
            people.losesNothing();
            page.navigate(marina.cluster(tenant));
            page.getByText("default").first().waitFor();
            assertTrue(page.url().startsWith(marina.console()), page.url());
        }
        awaitAllRunning();
    }

    @Test
    @Order(8)
    void fewerMembersOfEtcdAreRefusedBeforeAnythingChanges() {
        marina.setting("MARINA_REPLICAS", "control-plane=2,payara=2");
        String refused = marina.command("up").failed().output();
        marina.setting("MARINA_REPLICAS", "etcd=3,control-plane=2,payara=2");

        assertTrue(refused.contains("MARINA_REPLICAS has etcd=1, and etcd here has 3 members"), refused);
        marina.command("up").succeeded();
        assertEquals(200, marina.get(tenant.clusterPath("default"), tenant.token()).status());
    }

    @Test
    @Order(9)
    void oneOfEachAgainIsPossibleButForEtcd() {
        marina.setting("MARINA_REPLICAS", "etcd=3");
        marina.command("up").succeeded();

        List<String> names = marina.status().path("components").valueStream().map(JsonNode::toString).toList();
        assertTrue(names.stream().noneMatch(row -> row.contains("control-plane-2") || row.contains("payara-2")), names.toString());
        tenant.kubectl("get", "pod", "steady").succeeded();
        tenant.inPod("steady", "echo alive").succeeded();
        assertEquals(200, marina.get(tenant.clusterPath("default"), tenant.token()).status());
    }

    /// Container id, restarts and start time: all change when a container is disturbed.
    private String startOf() {
        return Await.until("the pod's status is known", Duration.ofSeconds(60), () -> tenant.kubectl("get", "pod", "steady", "-o",
                "jsonpath={.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].state.running.startedAt}")
                .succeeded().output(), seen -> seen.trim().split(" ").length == 3);
    }
}
