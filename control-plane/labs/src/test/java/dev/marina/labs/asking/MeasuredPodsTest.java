package dev.marina.labs.asking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.grading.Sight;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredPodsTest {

    private static final JsonNode METRICS = Document.parse("""
            {"items":[
             {"metadata":{"name":"web-1"},"containers":[{"name":"main","usage":{"cpu":"150m","memory":"20Mi"}},{"name":"side","usage":{"cpu":"100000001n","memory":"1Mi"}}]},
             {"metadata":{"name":"web-2"},"containers":[{"name":"main","usage":{"cpu":"10m","memory":"30Mi"}},{"name":"side","usage":{"cpu":"0","memory":"1Mi"}}]},
             {"metadata":{"name":"strange"},"containers":[{"name":"main","usage":{"cpu":"much"}}]}]}""".getBytes(StandardCharsets.UTF_8)).root();

    private static Sight sight(List<String> running, String container, String resource, boolean together, String atLeast, String atMost) {
        return MeasuredPods.of(METRICS, running, resource, container).sight(new What.Uses("app=web", container, resource, together, atLeast, atMost));
    }

    @Test
    void eachPodHasToKeepWithinTheBound() {
        Sight seen = sight(List.of("web-1", "web-2"), "", "cpu", false, "", "200m");

        assertFalse(seen.holds());
        assertEquals("1 of 2", "%d of %d".formatted(seen.there(), seen.wanted()));
        assertEquals("cpu is used (web-1: 251m); at most 200m wanted.", seen.sees().en());
        assertTrue(seen.sees().zh().contains("web-1: 251m") && seen.sees().zh().contains("至多 200m"), seen.sees().zh());
        assertTrue(sight(List.of("web-1", "web-2"), "main", "cpu", false, "", "150m").holds());
        assertTrue(sight(List.of("web-2"), "", "cpu", false, "", "200m").holds());
    }

    @Test
    void allTogetherAreOneSum() {
        assertTrue(sight(List.of("web-1", "web-2"), "", "memory", true, "52Mi", "52Mi").holds());
        assertEquals("memory is used by all pods together (52Mi); at least 53Mi wanted.",
                sight(List.of("web-1", "web-2"), "", "memory", true, "53Mi", "").sees().en());
    }

    @Test
    void whoWasNotMeasuredHasShownNothing() {
        for (List<String> running : List.of(List.<String>of(), List.of("web-2", "fresh"), List.of("strange"))) {
            assertFalse(sight(running, "", "cpu", false, "", "8").holds(), running.toString());
        }
        assertEquals("Not measured yet: fresh. A container is with its second reading.",
                sight(List.of("web-2", "fresh"), "", "cpu", false, "", "8").sees().en());
        assertFalse(sight(List.of("web-2"), "other", "cpu", false, "", "8").holds(), "a container that is not there");
    }

    @Test
    void podsOfOthersDoNotCount() {
        assertTrue(sight(List.of("web-2"), "", "cpu", true, "", "10m").holds());
    }
}
