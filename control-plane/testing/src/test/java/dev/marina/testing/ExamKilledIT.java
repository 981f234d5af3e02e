package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control plane, a process over a real etcd, is killed while an exam is written and comes back when it has been handed in, or its time is over: the time
/// has gone on, and what was reached before counts, from the log.
class ExamKilledIT {

    @TempDir
    static Path home;

    private static ControlPlaneProcess plane;

    @BeforeAll
    static void start() {
        plane = new ControlPlaneProcess(home, Optional.of(Path.of("src/test/labs-exam").toAbsolutePath()));
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    private static Resource<GenericKubernetesResource> exam(KubernetesClient client) {
        return client.genericKubernetesResources("learn.marina.dev/v1", "ExamRun").withName("mine");
    }

    private static String phase(KubernetesClient client) {
        return exam(client).get().get("status", "phase");
    }

    private static List<?> goals(KubernetesClient client) {
        List<?> tasks = exam(client).get().get("status", "tasks");
        return (List<?>) ((Map<?, ?>) tasks.getFirst()).get("goals");
    }

    @Test
    void theTimeGoesOnAndWhatWasReachedBeforeTheKillCounts() {
        Instant ends;
        try (KubernetesClient client = plane.client()) {
            client.resource(new GenericKubernetesResourceBuilder().withApiVersion("learn.marina.dev/v1").withKind("ExamRun").withNewMetadata()
                    .withName("mine").endMetadata().addToAdditionalProperties("spec", Map.of("exam", "minute")).build()).create();
            Await.until("it has begun", () -> {
                GenericKubernetesResource run = client.genericKubernetesResources("learn.marina.dev/v1", "LabRun").withName("mine-paint").get();
                return run != null && "Running".equals(run.get("status", "phase"));
            });
            ends = Instant.parse(exam(client).get().get("spec", "endsAt"));
            String paint = client.genericKubernetesResources("learn.marina.dev/v1", "LabRun").withName("mine-paint").get().get("status", "values", "paint");
            for (String color : List.of("green", "red", "green", "red")) {
                client.resource(new ConfigMapBuilder().withNewMetadata().withName(paint).withNamespace("lab-mine-paint").endMetadata().addToData("color", color)
                        .build()).forceConflicts().serverSideApply();
            }
        }
        plane.kill();
        plane.start();
        try (KubernetesClient client = plane.client()) {
            assertEquals("Running", phase(client));
            assertEquals(ends, Instant.parse(exam(client).get().get("spec", "endsAt")), "nothing was given and nothing was lost");
        }
        plane.kill();
        Await.until("the time is over, and nobody is there", () -> Instant.now().isAfter(ends));
        plane.start();
        try (KubernetesClient client = plane.client()) {
            Await.until("it is graded", () -> "Graded".equals(phase(client)));
            assertEquals(ends, Instant.parse(exam(client).get().get("status", "endedAt")));
            assertTrue(goals(client).stream().allMatch(goal -> "met".equals(((Map<?, ?>) goal).get("state"))), () -> goals(client).toString());
        }
    }
}
