package dev.marina.tenancy.teaching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.tenancy.management.FakeLabs;
import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.management.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RadarTest {

    private static final Instant BEGAN = Instant.parse("2026-01-01T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static Learner learner(String name) {
        return new Learner(UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)), name, name, Optional.of(name), "default", false,
                BEGAN);
    }

    private static LabResult.Goal goal(String id, String state, String since, String sees) {
        return goal(id, state, since, sees, null);
    }

    private static LabResult.Goal goal(String id, String state, String since, String sees, String cause) {
        return new LabResult.Goal(id, new Words(id, id), state, new Words(sees, sees), 1, 0, since, null, cause);
    }

    private static LabResult run(String lab, String phase, LabResult.Goal... goals) {
        return new LabResult(lab, lab, BEGAN.toString(), phase, BEGAN.toString(), null, null, List.of(goals));
    }

    private static Optional<Radar.Stuck> stuck(Duration after, LabResult run) {
        return Radar.stuck(learner("ann"), run, PATIENCE, BEGAN.plus(after));
    }

    @Test
    void whoReachesNothingForSoLongIsStuckOnTheFirstGoalThatIsOpen() {
        LabResult run = run("pods", "Running", goal("a", "met", "2026-01-01T10:05:00Z", "there"), goal("b", "unmet", null, "no pod"),
                goal("c", "unmet", null, ""));

        assertEquals(Optional.empty(), stuck(Duration.ofMinutes(14), run));
        Radar.Stuck found = stuck(Duration.ofMinutes(15), run).orElseThrow();
        assertEquals("b 2026-01-01T10:05:00Z no pod", found.goal() + " " + found.since() + " " + found.sees().en());
    }

    @Test
    void whatWasLostIsNoProgressAndWhatHoldsIs() {
        assertEquals(BEGAN, stuck(Duration.ofMinutes(20), run("pods", "Running", goal("a", "regressed", "2026-01-01T10:19:00Z", ""))).orElseThrow().since());
        assertEquals(Optional.empty(), stuck(Duration.ofMinutes(20), run("pods", "Running", goal("a", "holding", "2026-01-01T10:19:00Z", ""))));
    }

    @Test
    void nobodyIsStuckInARunThatIsOverOrHasNotBegun() {
        for (String phase : new String[] {"Passed", "Finished", "Refused", "Starting", "Resetting", null}) {
            assertEquals(Optional.empty(), stuck(Duration.ofDays(1), run("pods", phase, goal("a", "unmet", null, ""))));
        }
        assertEquals(Optional.empty(), stuck(Duration.ofDays(1), new LabResult("r", "pods", "", "Running", null, null, null, null)));
    }

    @Test
    void whatMostAreStuckOnComesFirstInTheWordsOfWhoIsStuckLongest() {
        List<Radar.Standing> class_ = List.of(
                new Radar.Standing(learner("a"), List.of(run("pods", "Running", goal("x", "unmet", null, "one")))),
                new Radar.Standing(learner("b"),
                        List.of(run("nodes", "Running", goal("x", "met", "2026-01-01T10:03:00Z", ""), goal("y", "unmet", null, "late", "one")))),
                new Radar.Standing(learner("c"),
                        List.of(run("nodes", "Running", goal("x", "met", "2026-01-01T10:01:00Z", ""), goal("y", "unmet", null, "early", "one")))),
                new Radar.Standing(learner("d"), List.of()));

        Radar radar = Radar.of(class_, PATIENCE, BEGAN.plus(Duration.ofHours(1)));

        assertEquals(List.of("nodes y 2 early", "pods x 1 one"),
                radar.causes().stream().map(cause -> "%s %s %d %s".formatted(cause.lab(), cause.goal(), cause.learners(), cause.sees().en())).toList());
        assertEquals(3, radar.stuck().size());
        assertEquals(new Radar(List.of(), List.of()), Radar.of(List.of(new Radar.Standing(learner("a"), List.of(FakeLabs.run("labels", BEGAN.toString())))),
                PATIENCE, BEGAN));
    }

    /// Thirty at the same goal: most get on, three are stuck, two of them for the same reason under other names.
    @Test
    void ofAClassOfThirtyThoseWhoAreStuckAreToldByTheirCauses() {
        List<Radar.Standing> class_ = new java.util.ArrayList<>();
        for (int i = 0; i < 27; i++) {
            class_.add(new Radar.Standing(learner("well-" + i), List.of(run("web", "Running", goal("made", "met", "2026-01-01T10:55:00Z", "there"),
                    goal("runs", "unmet", null, "0 of 2 are ready.", "0 of {copies} are ready.")))));
        }
        class_.add(new Radar.Standing(learner("a"), List.of(run("web", "Running", goal("runs", "unmet", null, "shop has no node.", "{web} has no node.")))));
        class_.add(new Radar.Standing(learner("b"), List.of(run("web", "Running", goal("runs", "unmet", null, "No image nginx.", "No image {image}.")))));
        class_.add(new Radar.Standing(learner("c"), List.of(run("web", "Running", goal("runs", "unmet", null, "blog has no node.", "{web} has no node.")))));

        Radar radar = Radar.of(class_, PATIENCE, BEGAN.plus(Duration.ofHours(1)));

        assertEquals(List.of("2 shop has no node.", "1 No image nginx."),
                radar.causes().stream().map(cause -> cause.learners() + " " + cause.sees().en()).toList());
        assertEquals(List.of("a", "b", "c"), radar.stuck().stream().map(stuck -> stuck.learner().name()).toList());
    }
}
