package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Goal;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.content.UnusableArchive;
import dev.marina.labs.trial.LabScript;
import dev.marina.labs.trial.LabTrials;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each lab that is shipped is gone through by kubectl, on a control plane with three pretended nodes ([LabNode]): untouched it meets no goal, its
/// solution meets all, each mutant misses what it is meant to miss, and the commands in its text run. `-Dmarina.lab=ID,…` takes some. Each has a cluster
/// of its own, and they mostly wait: several go at once.
@Execution(ExecutionMode.CONCURRENT)
class LabsIT {

    private static final Path LABS = Path.of("../../labs").toAbsolutePath().normalize();
    /// `-Dmarina.labs=DIR`: labs of somebody's own instead of the installation's, with no more rights than such labs have.
    private static final Optional<Path> OWN = Optional.ofNullable(System.getProperty("marina.labs")).filter(text -> !text.isEmpty())
            .map(text -> Path.of(text).toAbsolutePath().normalize());
    private static final String SOURCE = "own";
    private static final LabCatalogue CATALOGUE = catalogue();
    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns/";
    private static final String MERGE = "application/merge-patch+json";
    private static final int QUIET = 20;
    /// Figures are believed for five seconds, and asked for every two.
    private static final Duration FIGURES_AT_REST = Duration.ofSeconds(8);
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(40);

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(LABS);

    private final List<AutoCloseable> opened = new ArrayList<>();

    /// Where the console's terminal has `helm`, from which this build makes it.
    @TempDir
    static Path programs;

    @BeforeAll
    static void helm() throws IOException {
        String classes = Stream.of(System.getProperty("java.class.path").split(":")).filter(entry -> entry.contains("helm") || entry.contains("jna-")
                || entry.contains("jackson-")).collect(Collectors.joining(":"));
        Path helm = programs.resolve("helm");
        Files.writeString(helm,
                "#!/bin/sh\nexec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m --enable-native-access=ALL-UNNAMED -cp '%s' dev.marina.helm.HelmMain \"$@\"\n"
                        .formatted(Path.of(System.getProperty("java.home"), "bin/java"), classes));
        Files.setPosixFilePermissions(helm, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static LabCatalogue catalogue() {
        LabCatalogue installation = LabCatalogue.load(LABS);
        try {
            return OWN.isEmpty() ? installation : LabCatalogue.of(SOURCE, PackedLabs.of(OWN.get()).base64(), installation);
        } catch (UnusableArchive e) {
            throw new IllegalStateException("%s %s".formatted(OWN.get(), e.getMessage()), e);
        }
    }

    private static LabTrials trials(String lab) {
        return new LabTrials(OWN.map(own -> own.resolve(lab.substring(SOURCE.length() + LabCatalogue.OF.length()))).orElseGet(() -> LABS.resolve(lab)));
    }

    private static boolean wanted(String lab, List<String> some) {
        return some.getFirst().isEmpty() || some.contains(lab) || some.stream().anyMatch(id -> lab.equals(SOURCE + LabCatalogue.OF + id));
    }

    static Stream<String> labs() {
        List<String> some = List.of(System.getProperty("marina.lab", "").split(","));
        return CATALOGUE.labs().stream().filter(lab -> lab.nodes() != Lab.Nodes.REAL).map(Lab::id).filter(id -> wanted(id, some));
    }

    static Stream<String> mutants() {
        return labs().flatMap(lab -> trials(lab).mutants().stream().map(mutant -> lab + "/" + mutant));
    }

    /// A cluster in which a lab has begun.
    private record Begun(ClusterRecord record, RawClient client, Path kubeconfig, Lab lab) {
        String url(String path) {
            return plane.url(record.tenant(), record.name()) + path;
        }

        JsonNode get(String path) {
            return Document.parse(client.get(url(path)).body().getBytes(StandardCharsets.UTF_8)).root();
        }

        JsonNode status() {
            return get(RUNS + lab.id()).path("status");
        }

        Set<String> inState(String state) {
            return new TreeSet<>(status().path("goals").valueStream().filter(goal -> goal.path("state").asText().equals(state))
                    .map(goal -> goal.path("id").asText()).toList());
        }

        /// Nothing that the run looks at has changed for a while.
        void awaitRest() {
            String[] last = {""};
            int[] same = {0};
            long[] since = {System.nanoTime()};
            Duration rest = measured(lab) ? FIGURES_AT_REST : Duration.ZERO;
            Await.until("the cluster of " + lab.id() + " is at rest", () -> seen(), now -> {
                boolean still = now.equals(last[0]);
                same[0] = still ? same[0] + 1 : 0;
                since[0] = still ? since[0] : System.nanoTime();
                last[0] = now;
                return same[0] >= QUIET && System.nanoTime() - since[0] >= rest.toNanos();
            });
        }

        private String seen() {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            return get("/api/v1/pods").path("items").valueStream()
                    .map(pod -> pod.path("metadata").path("resourceVersion").asText()).toList() + status().path("goals").toString();
        }

        /// What has to hold holds. Answers whether anything had to.
        boolean passTime() {
            boolean holding = !inState("holding").isEmpty();
            if (holding) {
                long ahead = get("/apis/marina.dev/v1/clocks/cluster").path("spec").path("advancedSeconds").asLong();
                client.send("PATCH", url("/apis/marina.dev/v1/clocks/cluster"), MERGE, "{\"spec\":{\"advancedSeconds\":%d}}".formatted(ahead + 600));
            }
            return holding;
        }
    }

    /// Whether it looks at what only nodes know.
    private static boolean measured(Lab lab) {
        return lab.goals().stream().map(goal -> goal.when().what()).anyMatch(what -> what instanceof What.Uses || what instanceof What.Reached);
    }

    private Begun begin(String id, String name) throws Exception {
        Lab lab = CATALOGUE.find(id).orElseThrow();
        String cluster = name.length() > 40 ? name.substring(0, 40) : name;
        ClusterRecord record = plane.cluster("acme", cluster);
        // there are hundreds: each goes with its test
        opened.add(() -> plane.plane().server().provisioning().remove(record.id()));
        // the first requests of eight at once may find a process that has just begun
        KubernetesClient admin = new KubernetesClientBuilder().withConfig(
                new ConfigBuilder(plane.clientConfig(record, "test-admin", "system:masters")).withRequestTimeout(PATIENCE_MILLIS).build()).build();
        opened.add(admin);
        if (lab.nodes() == Lab.Nodes.ANY) {
            for (int i = 1; i <= 3; i++) {
                opened.add(new LabNode(admin, "node-" + i));
            }
            opened.add(new LabStorage(admin));
            if (measured(lab)) {
                opened.add(new LabFigures(plane, record, admin, List.of("node-1", "node-2", "node-3")));
            }
        }
        Begun begun = new Begun(record, plane.withCertificate(plane.credentials(record, "ann", "system:masters")),
                plane.kubeconfig(record, "ann", "system:masters"), lab);
        if (OWN.isPresent()) {
            RawClient.Answer brought = begun.client.send("POST", begun.url("/apis/learn.marina.dev/v1/labsources"), "application/json",
                    PackedLabs.of(OWN.get()).source(SOURCE));
            assertEquals(201, brought.status(), brought.body());
        }
        RawClient.Answer made = begun.client.send("POST", begun.url("/apis/learn.marina.dev/v1/labruns"), "application/json",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%1$s\"},\"spec\":{\"lab\":\"%1$s\",\"seed\":7}}"
                        .formatted(id));
        assertEquals(201, made.status(), made.body());
        Await.until(id + " has begun", begun::status, status -> {
            assertFalse(status.path("message").path("en").asText().contains("cannot be made"), status::toString);
            return status.has("goals");
        });
        begun.awaitRest();
        return begun;
    }

    private static LabScript.Ran run(Begun begun, LabScript script) throws Exception {
        Map<String, String> values = new LinkedHashMap<>();
        begun.status().path("values").properties().forEach(value -> values.put(value.getKey(), value.getValue().asText()));
        return script.run(begun.kubeconfig, values, Optional.of(programs));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void everyLabIsRight() {
        assertEquals(List.of(), CATALOGUE.problems());
        assertFalse(CATALOGUE.labs().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("labs")
    void untouchedMeetsNoGoal(String id) throws Exception {
        Begun begun = begin(id, "untouched-" + id);
        assertEquals(Set.of(), begun.inState("met"), () -> begun.status().toString());
        assertEquals(Set.of(), begun.inState("holding"), () -> begun.status().toString());
    }

    @ParameterizedTest
    @MethodSource("labs")
    void theSolutionMeetsEveryGoal(String id) throws Exception {
        Begun begun = begin(id, "solution-" + id);
        LabScript.Ran solved = run(begun, trials(id).solution());
        assertEquals(0, solved.exit(), solved.output());
        Await.within(Duration.ofSeconds(60), "all goals are met: " + begun.status().path("goals"), () -> {
            begun.passTime();
            return begun.status().path("phase").asText().equals("Passed");
        });
        assertTrue(begun.get(RUNS + id + "/story").path("entries").size() > 0, "nothing is told of it");
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theMutantMissesWhatItIsMeantToMiss(String labAndMutant) throws Exception {
        String id = labAndMutant.split("/")[0];
        LabTrials.Mutant mutant = trials(id).mutant(labAndMutant.split("/")[1]);
        Begun begun = begin(id, labAndMutant.replace("/", "-"));
        run(begun, mutant.script());
        begun.awaitRest();
        if (begun.passTime()) {
            begun.awaitRest();
        }
        Set<String> all = new TreeSet<>(begun.lab.goals().stream().map(Goal::id).toList());
        assertTrue(all.containsAll(mutant.fails()), () -> "%s names goals that %s has not: %s".formatted(labAndMutant, id, mutant.fails()));
        Set<String> missed = new TreeSet<>(all);
        missed.removeAll(begun.inState("met"));
        assertEquals(mutant.fails(), missed, () -> begun.status().path("goals").toString());
    }

    @ParameterizedTest
    @MethodSource("labs")
    void theCommandsInTheTextRun(String id) throws Exception {
        Begun begun = begin(id, "text-" + id);
        List<String> commands = begun.lab.text().get("en").filled(begun.lab.filling(7, "lab-" + id)).commands();
        assertFalse(commands.isEmpty());
        for (String command : commands) {
            LabScript script = new LabScript(command);
            LabScript.Ran ran = run(begun, script);
            assertTrue(script.meant(ran), command + "\n" + ran.output());
            begun.awaitRest();
        }
    }
}
