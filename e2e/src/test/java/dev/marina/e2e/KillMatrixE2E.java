package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `kill -9` of each process in turn under a writer: the user's next success comes soon, nothing acknowledged is lost, no
/// container is disturbed.
@Order(5)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillMatrixE2E {

    private Marina marina;
    private Tenant tenant;

    @BeforeAll
    void aTenantWithARunningPod(Marina given) {
        marina = given;
        tenant = marina.signUp("kills").awaitNodes(2);
        tenant.startBusybox("steady", "").awaitPodReady("steady");
    }

    @ParameterizedTest(name = "kill -9 of {0}")
    @CsvSource({"control-plane, 30", "node-agent, 30", "etcd, 30", "containerd, 30", "docker, 30", "payara, 60", "keycloak, 60", "postgres, 30", "front, 30",
            "supervisor, 60"})
    void theUsersNextSuccessComesInTimeAndNothingIsLost(String component, int seconds) {
        String started = startOf("steady");
        try (AcknowledgedWrites writes = new AcknowledgedWrites(tenant, "kill-" + component)) {
            writes.awaitSuccessAfter(Instant.EPOCH, Duration.ofSeconds(30));
            long pid = marina.pid(component);

            Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(5), List.of("kill", "-9", Long.toString(pid))).succeeded();
            Instant killed = Instant.now();

            Duration atMost = Duration.ofSeconds(seconds);
            writes.awaitSuccessAfter(killed, atMost);
            userSuccess(component, atMost.minus(Duration.between(killed, Instant.now())));
            System.out.printf("kill -9 of %s: next success after %.1f s%n", component, Duration.between(killed, Instant.now()).toMillis() / 1000.0);
            writes.stop();
            assertEquals(List.of(), writes.lost(), "acknowledged and lost");
            assertTrue(writes.count() > 0);
        }
        Await.until("every component runs again", Duration.ofSeconds(90), marina::status, status -> {
            for (var row : status.path("components")) {
                if (!row.path("state").asText().equals("running")) {
                    return false;
                }
            }
            return true;
        });
        assertEquals(started, startOf("steady"), "the container was disturbed");
    }

    /// What a user does that needs this component.
    private void userSuccess(String component, Duration atMost) {
        switch (component) {
            case "node-agent", "containerd", "docker" -> Await.until("exec works", atMost,
                    () -> tenant.inPod("steady", "echo alive"), answer -> answer.exitCode() == 0 && answer.output().contains("alive"));
            case "payara", "postgres", "front" -> Await.until("the cluster is shown", atMost,
                    () -> marina.get(tenant.clusterPath("default"), tenant.token()).status(), status -> status == 200);
            case "keycloak" -> Await.until("a token is given", atMost, tenant::token, token -> !token.isEmpty());
            // an answer that was under way when the process died counts as a success, so that the next one may still fail
            default -> Await.until("the pod is shown", atMost, () -> tenant.kubectl("get", "pod", "steady"), answer -> answer.exitCode() == 0);
        }
    }

    /// Container id, restarts and start time: all change when a container is disturbed.
    private String startOf(String pod) {
        return Await.until("the pod's status is known", Duration.ofSeconds(60), () -> tenant.kubectl("get", "pod", pod, "-o",
                "jsonpath={.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].state.running.startedAt}")
                .succeeded().output(), seen -> seen.trim().split(" ").length == 3);
    }
}
