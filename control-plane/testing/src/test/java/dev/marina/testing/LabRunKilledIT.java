package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control plane, a process over a real etcd, is killed while a learner works: what was reached stays, and what happened just before the kill is
/// graded from the log.
class LabRunKilledIT {

    private static final String NAMESPACE = "lab-colors";

    @TempDir
    static Path home;

    private static ControlPlaneProcess plane;

    @BeforeAll
    static void start() {
        plane = new ControlPlaneProcess(home, Optional.of(Path.of("src/test/labs").toAbsolutePath()));
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    private static Resource<GenericKubernetesResource> run(KubernetesClient client) {
        return client.genericKubernetesResources("learn.marina.dev/v1", "LabRun").withName("colors");
    }

    private static Map<?, ?> goal(KubernetesClient client, String id) {
        List<?> goals = run(client).get().get("status", "goals");
        return goals == null ? Map.of() : (Map<?, ?>) goals.stream().filter(goal -> ((Map<?, ?>) goal).get("id").equals(id)).findFirst().orElseThrow();
    }

    private static void color(KubernetesClient client, String name, String color) {
        client.resource(new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE).endMetadata().addToData("color", color).build())
                .forceConflicts().serverSideApply();
    }

    @Test
    void whatHappenedJustBeforeTheKillIsGradedFromTheLog() {
        String paint;
        try (KubernetesClient client = plane.client()) {
            client.resource(new GenericKubernetesResourceBuilder().withApiVersion("learn.marina.dev/v1").withKind("LabRun").withNewMetadata()
                    .withName("colors").endMetadata().addToAdditionalProperties("spec", Map.of("lab", "colors")).build()).create();
            Await.until("it has begun", () -> !goal(client, "painted").isEmpty());
            paint = run(client).get().get("status", "values", "paint");
            color(client, "steady", "grey");
            Await.until("it holds", () -> "holding".equals(goal(client, "steady").get("state")));
            color(client, "given", "black");
            color(client, "given", "white");
            color(client, paint, "green");
            color(client, paint, "red");
            color(client, paint, "green");
        }
        plane.kill();
        plane.start();
        try (KubernetesClient client = plane.client()) {
            Await.until("all three colours have been seen", () -> "met".equals(goal(client, "back").get("state")));
            assertEquals("holding", goal(client, "steady").get("state"));
            color(client, paint, "red");
            Await.until("it is painted", () -> "met".equals(goal(client, "painted").get("state")));
            Map<?, ?> kept = goal(client, "kept");
            assertEquals("unmet", kept.get("state"), () -> "that it was black for a moment has been overlooked: " + kept);
            Boolean gap = run(client).get().get("status", "historyGap");
            assertNull(gap);
        }
    }
}
