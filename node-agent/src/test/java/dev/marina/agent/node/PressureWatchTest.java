package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.TestClock;
import dev.marina.agent.eviction.EvictionSettings;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.figures.DiskUse;
import dev.marina.agent.figures.PodUse;
import dev.marina.agent.figures.PodUses;
import dev.marina.agent.pod.NodeContext;
import dev.marina.agent.pod.PodNode;
import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.RecordingPodApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A simulated node that comes to be short of something.
class PressureWatchTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final NodeFigures WELL = new NodeFigures(4L << 30, 1L << 30, 20L << 30, 10L << 30, 1000, 900, 1000, 100);
    private static final NodeFigures OUT_OF_MEMORY = new NodeFigures(4L << 30, 4L << 30, 20L << 30, 10L << 30, 1000, 900, 1000, 100);
    private static final NodeFigures OUT_OF_DISK = new NodeFigures(4L << 30, 1L << 30, 20L << 30, 0, 1000, 900, 1000, 100);

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final List<String> reclaimed = new ArrayList<>();
    private final Map<String, Long> used = new HashMap<>();
    private final List<Long> looks = new ArrayList<>();
    private NodeFigures figures = WELL;
    private RecordingPodApi api;
    private PodSet pods;
    private PressureWatch watch;

    @BeforeEach
    void aNode() {
        NodeContext node = PodNode.simulated(directory);
        api = (RecordingPodApi) node.api();
        pods = new PodSet(node);
        watch = new PressureWatch("node-1", () -> figures, pods, new Uses(), reclaimed::add, EvictionSettings.HARD_ALONE, clock);
    }

    @AfterEach
    void end() throws InterruptedException {
        pods.abandon();
        assertTrue(pods.awaitEnd(SOON), "a worker still writes what is to be deleted");
    }

    private final class Uses implements PodUses {
        @Override
        public List<PodUse> of(List<Pod> asked) {
            return asked.stream().map(pod -> new PodUse(pod, used.getOrDefault(pod.getMetadata().getUid(), 0L), 1, List.of(), Map.of())).toList();
        }

        @Override
        public List<PodUse> withDisks(List<Pod> asked, long files) {
            looks.add(files);
            return asked.stream().map(pod -> new PodUse(pod, 0, 1, List.of(),
                    Map.of("cache", new DiskUse(used.getOrDefault(pod.getMetadata().getUid(), 0L), 1)))).toList();
        }
    }

    private static Pod pod(String uid, String phase, String volumes) {
        return new PodBuilder(Pods.pod("containers: [{name: main, image: \"marina/busybox:1\"}]\nvolumes: %s".formatted(volumes))).editMetadata().withUid(uid)
                .withName(uid).withResourceVersion("1").endMetadata().editStatus().withPhase(phase).withStartTime("2026-11-21T09:00:00Z").endStatus().build();
    }

    private void run(String uid, long uses) {
        pods.put(pod(uid, "Running", "[]"));
        used.put(uid, uses);
    }

    private long evictions() {
        return api.events.stream().filter(event -> event.startsWith("Evicted")).count();
    }

    @Test
    void aNodeThatIsWellLeavesItsPodsAlone() {
        run("a", 1L << 30);

        watch.look();

        assertEquals(Set.of(), watch.present());
        assertEquals(0, evictions());
        assertEquals(List.of(), reclaimed);
    }

    @Test
    void onePodGoesAndTheNextOnlyWhenThatOneHasGoneOrTakesTooLong() {
        run("small", 1);
        run("large", 1L << 30);
        figures = OUT_OF_MEMORY;

        watch.look();
        assertEquals(Set.of(Pressure.MEMORY), watch.present());
        assertEquals(List.of("memory"), reclaimed);
        assertEquals(1, evictions());

        watch.look();
        assertTrue(evictions() == 1 || pods.takenAway("large"), "one at a time");
        clock.advance(Duration.ofSeconds(30));
        watch.look();
        assertEquals(2, evictions());
    }

    @Test
    void whatCouldWaitPutsAPodOutWhenItHasAndWaitsForItsGraceWhatCannotDoesNot() {
        watch = new PressureWatch("node-1", () -> figures, pods, new Uses(), reclaimed::add,
                EvictionSettings.of("memory.available<1Gi", "memory.available=1m", 300), clock);
        run("small", 1);
        run("large", 1L << 30);
        run("middle", 1L << 20);
        figures = new NodeFigures(4L << 30, (3L << 30) + 1, 20L << 30, 10L << 30, 1000, 900, 1000, 100);

        watch.look();
        assertEquals(Set.of(Pressure.MEMORY), watch.present());
        assertEquals(0, evictions());
        clock.advance(Duration.ofMinutes(1));
        watch.look();
        assertEquals(1, evictions());
        assertTrue(api.events.stream().anyMatch(event -> event.contains("Threshold quantity: 1Gi")), api.events.toString());

        clock.advance(Duration.ofSeconds(29));
        watch.look();
        assertTrue(evictions() == 1 || pods.takenAway("large"), "it has its thirty seconds, and as long to be taken away");
        figures = OUT_OF_MEMORY;
        clock.advance(Duration.ofSeconds(1));
        watch.look();
        assertEquals(2, evictions());
    }

    @Test
    void whatPodsThatHaveEndedLeaveGoesBeforeAnyPodDoes() {
        run("runs", 1L << 30);
        pods.put(pod("ended", "Succeeded", "[]"));
        figures = OUT_OF_DISK;

        watch.look();
        assertEquals(0, evictions());
        Await.until("the ended pod is taken away", SOON, () -> pods.takenAway("ended"), gone -> gone);

        watch.look();
        assertEquals(1, evictions());
    }

    @Test
    void podThatHasWrittenMoreThanItsVolumeMayHoldGoesThoughTheNodeIsWell() {
        pods.put(pod("writer", "Running", "[{name: cache, emptyDir: {sizeLimit: 1Mi}}]"));
        used.put("writer", 2L << 20);

        watch.look();

        assertTrue(api.events.contains("Evicted: Usage of EmptyDir volume \"cache\" exceeds the limit \"1Mi\". "), api.events.toString());
        assertEquals(List.of(), reclaimed);
    }

    @Test
    void filesAreLookedAtOnceAMinuteAndFileSystemsEachTime() {
        pods.put(pod("writer", "Running", "[{name: cache, emptyDir: {sizeLimit: 1Mi}}]"));

        watch.look();
        clock.advance(Duration.ofSeconds(10));
        watch.look();
        clock.advance(Duration.ofSeconds(51));
        watch.look();

        assertEquals(List.of(PodUses.MANY_FILES, 0L, PodUses.MANY_FILES), looks);
    }
}
