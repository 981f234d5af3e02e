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

/// Whom a node takes, and whom it puts out.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeAdmissionE2E {

    private static final Duration SOON = Duration.ofMinutes(1);

    private Tenant tenant;
    private String node;

    @BeforeAll
    void aTenant(Marina marina) {
        tenant = marina.signUp("crowded");
        tenant.awaitNodes(2);
        node = tenant.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}").succeeded().output().trim();
    }

    /// @param fields of the spec besides the container `main`
    private void pod(String name, String fields, String container) {
        tenant.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  nodeName: %s
                  terminationGracePeriodSeconds: 1
                %s
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sh, -c, 'sleep 36000']
                %s
                """.formatted(name, node, fields.indent(2), container.indent(4)), "apply", "-f", "-").succeeded();
    }

    private JsonNode awaitFailed(String name) {
        return Await.until(name + " to fail", SOON, () -> tenant.kubectlJson("get", "pod", name).path("status"),
                status -> status.path("phase").asText().equals("Failed"));
    }

    @Test
    void podThatAsksForMoreThanItsNodeHasIsRejectedWithWhatIsMissing() {
        pod("large", "", "resources: {requests: {cpu: '500'}}");

        JsonNode status = awaitFailed("large");
        assertEquals("OutOfcpu", status.path("reason").asText());
        assertTrue(status.path("message").asText().startsWith("Pod was rejected: Node didn't have enough resource: cpu, requested: 500000, used: "),
                status.toString());
    }

    @Test
    void podWhoseSelectorItsNodeDoesNotMeetIsRejected() {
        pod("elsewhere", "nodeSelector: {disk: none-has-it}", "");

        assertEquals("NodeAffinity", awaitFailed("elsewhere").path("reason").asText());
    }

    @Test
    void podThatWritesMoreThanItsVolumeMayHoldIsEvictedAndItsObjectStays() {
        pod("writer", "volumes: [{name: cache, emptyDir: {sizeLimit: 8Mi}}]", "volumeMounts: [{name: cache, mountPath: /cache}]");
        tenant.awaitPodReady("writer");

        tenant.inPod("writer", "dd if=/dev/zero of=/cache/file bs=64K");

        JsonNode status = awaitFailed("writer");
        assertEquals("Evicted Usage of EmptyDir volume \"cache\" exceeds the limit \"8Mi\". ",
                status.path("reason").asText() + " " + status.path("message").asText());
    }

    @Test
    void nodeWhoseDiskIsFullSaysSoAndEvictsWhoFilledIt() {
        pod("filler", "volumes: [{name: data, emptyDir: {}}]", "volumeMounts: [{name: data, mountPath: /data}]");
        pod("bystander", "", "resources: {requests: {ephemeral-storage: 64Mi}}");
        tenant.awaitPodReady("filler").awaitPodReady("bystander");

        tenant.inPod("filler", "dd if=/dev/zero of=/data/file bs=1M");

        JsonNode status = awaitFailed("filler");
        assertEquals("Evicted", status.path("reason").asText());
        assertTrue(status.path("message").asText().startsWith("The node was low on resource: ephemeral-storage. Threshold quantity: "), status.toString());
        assertTrue(status.path("conditions").toString().contains("TerminationByKubelet"), status.toString());
        Await.until("the node to say so", SOON, () -> tenant.kubectl("get", "node", node, "-o",
                "jsonpath={.status.conditions[?(@.type==\"DiskPressure\")].status} {.spec.taints[*].key}").output(),
                said -> said.startsWith("True ") && said.contains("node.kubernetes.io/disk-pressure"));
        assertEquals("Running", tenant.kubectl("get", "pod", "bystander", "-o", "jsonpath={.status.phase}").succeeded().output());

        pod("latecomer", "", "");
        assertEquals("Evicted Pod was rejected: The node had condition: [DiskPressure]. ",
                awaitFailed("latecomer").path("reason").asText() + " " + awaitFailed("latecomer").path("message").asText());
        node = tenant.kubectl("get", "nodes", "-o", "jsonpath={.items[1].metadata.name}").succeeded().output().trim();
    }

    @Test
    void imageIsAVolumeThatIsReadAndNotWritten() {
        pod("reader", "volumes: [{name: tools, image: {reference: 'marina/busybox:1'}}]", "volumeMounts: [{name: tools, mountPath: /tools}]");
        tenant.awaitPodReady("reader");

        tenant.inPod("reader", "cmp /bin/busybox /tools/bin/busybox").succeeded();
        assertTrue(tenant.inPod("reader", "touch /tools/new 2>&1").failed().output().contains("Read-only file system"));
    }
}
