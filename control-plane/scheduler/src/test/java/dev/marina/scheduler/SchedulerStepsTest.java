package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a profile leaves out before and behind the choice of a node is not done.
class SchedulerStepsTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final SteppedScheduler scheduler = new SteppedScheduler(world.services, System::nanoTime, Outside.NOBODY);

    @AfterEach
    void close() {
        world.close();
    }

    private <T extends HasMetadata> void put(ResourceType<T> type, String yaml) {
        world.writes(acme).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    /// Pods that ask for `other` have a profile with these plugins.
    private void profile(String plugins) {
        world.writes(acme).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withNamespace("kube-system").withName("kube-scheduler")
                .endMetadata().addToData("config.yaml", """
                        apiVersion: kubescheduler.config.k8s.io/v1
                        kind: KubeSchedulerConfiguration
                        profiles:
                        - schedulerName: default-scheduler
                        - schedulerName: other
                          plugins: %s
                        """.formatted(plugins)).build());
        world.writes(acme).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
        world.store.feed(scheduler);
    }

    private void create(Pod pod, String profile) {
        world.writes(acme).create(Types.PODS, new PodBuilder(pod).editSpec().withSchedulerName(profile).endSpec().build());
    }

    private void exhaust() throws InterruptedException {
        Random random = new Random(1);
        while (scheduler.schedule() || scheduler.carryOut(random)) {
            // until nothing is left
        }
    }

    private String node(String pod) {
        return PodState.nodeName(world.require(acme, Types.PODS, "default", pod));
    }

    @Test
    void withoutGangSchedulingPodsGoOnTheirOwn() throws InterruptedException {
        profile("{multiPoint: {disabled: [{name: GangScheduling}]}}");
        for (String profile : new String[] {"default-scheduler", "other"}) {
            create(new PodBuilder(Samples.pod("of-" + profile)).editSpec().withNewSchedulingGroup().withPodGroupName("g").endSchedulingGroup().endSpec()
                    .build(),
                    profile);
        }
        exhaust();
        assertEquals("", node("of-default-scheduler"));
        assertEquals("n1", node("of-other"));
    }

    @Test
    void withoutDynamicResourcesClaimsAreNotWritten() throws InterruptedException {
        profile("{preBind: {disabled: [{name: DynamicResources}]}}");
        put(Types.DEVICE_CLASSES, "{metadata: {name: gpu}, spec: {}}");
        put(Types.RESOURCE_SLICES,
                "{metadata: {name: s}, spec: {driver: d.example.com, nodeName: n1, pool: {name: n1, generation: 1, resourceSliceCount: 1}, devices: [{name: a}]}}");
        put(Types.RESOURCE_CLAIMS, "{metadata: {name: c, namespace: default}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}");
        create(new PodBuilder(Samples.pod("p")).editSpec().addNewResourceClaim().withName("c").withResourceClaimName("c").endResourceClaim().endSpec().build(),
                "other");
        exhaust();
        assertEquals("n1", node("p"));
        assertNull(world.require(acme, Types.RESOURCE_CLAIMS, "default", "c").getStatus());
    }
}
