package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Which containers come back, and when all of a pod's do.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartE2E {

    private static final Duration SOON = Duration.ofMinutes(2);

    private Tenant tenant;

    @BeforeAll
    void aTenant(Marina marina) {
        tenant = marina.signUp("restarts");
        tenant.awaitNodes(2);
    }

    private JsonNode status(String pod) {
        return tenant.kubectlJson("get", "pod", pod).path("status");
    }

    @Test
    void aRuleBeginsAllContainersOfAPodAnewOnTheNodeThatDeclaresIt() {
        tenant.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: watched}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  initContainers:
                  - {name: setup, image: 'marina/busybox:1', command: [sh, -c, 'echo round >> /shared/rounds'], volumeMounts: &shared [{name: shared, mountPath: /shared}]}
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sh, -c, 'while [ ! -e /shared/again ]; do sleep 0.2; done; rm /shared/again; exit 88']
                    restartPolicy: Never
                    restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}]
                    volumeMounts: *shared
                  - {name: other, image: 'marina/busybox:1', command: [sleep, '36000'], volumeMounts: *shared}
                  volumes: [{name: shared, emptyDir: {}}]
                """, "apply", "-f", "-").succeeded();
        tenant.awaitPodReady("watched");
        String address = status("watched").path("podIP").asText();

        tenant.kubectl("exec", "watched", "-c", "other", "--", "touch", "/shared/again").succeeded();

        JsonNode status = Await.until("all to have begun anew", SOON, () -> status("watched"),
                now -> now.path("containerStatuses").path(1).path("restartCount").asInt() == 1
                        && now.path("containerStatuses").path(1).path("state").has("running"));
        assertEquals(address, status.path("podIP").asText());
        assertEquals("RestartingAllContainers", status.path("containerStatuses").path(1).path("lastState").path("terminated").path("reason").asText());
        assertEquals(1, status.path("initContainerStatuses").path(0).path("restartCount").asInt());
        assertEquals("round\nround\n", tenant.kubectl("exec", "watched", "-c", "other", "--", "cat", "/shared/rounds").succeeded().output());
        assertTrue(tenant.kubectl("get", "nodes", "-o", "jsonpath={.items[*].status.declaredFeatures}").succeeded().output()
                .contains("RestartAllContainersOnContainerExits"));
    }

    @Test
    void whatIsNoRuleIsRefusedByItsField() {
        String refused = tenant.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: wrong}
                spec:
                  containers:
                  - {name: main, image: 'marina/busybox:1', restartPolicyRules: [{action: Explode, exitCodes: {operator: In, values: [1]}}]}
                """, "apply", "-f", "-").failed().output();

        assertTrue(refused.contains("spec.containers[0].restartPolicyRules[0].action: Unsupported value: \"Explode\""), refused);
    }
}
