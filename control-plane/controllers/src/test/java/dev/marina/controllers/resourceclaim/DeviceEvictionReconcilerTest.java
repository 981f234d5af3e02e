package dev.marina.controllers.resourceclaim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pods that use a device which its driver has declared unusable.
class DeviceEvictionReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    private <T extends HasMetadata> T put(ResourceType<T> type, String yaml) {
        return world.writes(acme).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    private void slice(int generation, String taints) {
        put(Types.RESOURCE_SLICES, """
                {metadata: {name: s%d}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: n1, generation: %d, resourceSliceCount: 1},
                  devices: [{name: a, taints: [%s]}, {name: b}]}}""".formatted(generation, generation, taints));
    }

    private Pod use(String tolerations) {
        Pod pod = world.writes(acme).create(Types.PODS, new PodBuilder(Samples.running(Samples.pod("train"), "n1", world.time.instant()))
                .editMetadata().withFinalizers("example.org/looking").endMetadata().build());
        put(Types.RESOURCE_CLAIMS, """
                {metadata: {name: c, namespace: default}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}},
                 status: {reservedFor: [{resource: pods, name: train, uid: %s}],
                          allocation: {devices: {results: [{driver: gpu.example.com, pool: n1, device: a, request: r, tolerations: [%s]}]}}}}"""
                .formatted(pod.getMetadata().getUid(), tolerations));
        return pod;
    }

    private Outcome reconcile() throws Exception {
        return world.reconcile(new DeviceEvictionReconciler(), acme, "default", "c");
    }

    private Pod train() {
        return world.require(acme, Types.PODS, "default", "train");
    }

    @Test
    void aPodThatDoesNotTolerateTheTaintGoes() throws Exception {
        slice(1, "{key: broken, effect: NoExecute}");
        use("");
        reconcile();
        assertTrue(train().getMetadata().getDeletionTimestamp() != null);
        assertEquals("DeletionByDeviceTaintManager",
                train().getStatus().getConditions().stream().filter(each -> each.getType().equals("DisruptionTarget")).findFirst().orElseThrow().getReason());
    }

    @Test
    void oneThatToleratesItForAWhileHasThatWhile() throws Exception {
        slice(1, "{key: broken, effect: NoExecute, timeAdded: '%s'}".formatted(world.time.instant()));
        use("{key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: 60}, {key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: 30}");
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(30)), reconcile());
        assertTrue(train().getMetadata().getDeletionTimestamp() == null);
        world.time.advance(Duration.ofSeconds(30));
        reconcile();
        assertTrue(train().getMetadata().getDeletionTimestamp() != null);
    }

    @Test
    void whatIsToleratedOrOtherwiseOrOfAnEarlierGenerationLetsItStay() throws Exception {
        slice(1, "{key: broken, effect: NoExecute}");
        slice(2, "{key: broken, effect: NoSchedule}, {key: known, effect: NoExecute}");
        use("{key: known, operator: Exists, effect: NoExecute}");
        assertEquals(Outcome.SETTLED, reconcile());
        assertTrue(train().getMetadata().getDeletionTimestamp() == null);
    }
}
