package dev.marina.controllers.resourceclaim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplateBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// From a pod's template to its claim, and back to nobody's devices.
class PodClaimReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");

    @AfterEach
    void close() {
        world.close();
    }

    private Pod pod() {
        return world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod("train")).editSpec()
                .addNewResourceClaim().withName("gpu").withResourceClaimTemplateName("one-gpu").endResourceClaim().endSpec().build());
    }

    private void template() {
        world.writes(acme).create(Types.RESOURCE_CLAIM_TEMPLATES, new ResourceClaimTemplateBuilder().withNewMetadata().withName("one-gpu")
                .withNamespace("default").endMetadata().withNewSpec().withNewMetadata().addToLabels("kind", "gpu").endMetadata().withNewSpec().withNewDevices()
                .addNewRequest().withName("r").withNewExactly().withDeviceClassName("gpu").endExactly().endRequest().endDevices().endSpec().endSpec().build());
    }

    private void reconcile() throws Exception {
        world.reconcile(new PodClaimReconciler(), acme, "default", "train");
    }

    private List<ResourceClaim> claims() {
        return world.snapshot(acme).list(Types.RESOURCE_CLAIMS, "default");
    }

    @Test
    void aPodGetsOneClaimFromItsTemplateAndIsToldItsName() throws Exception {
        template();
        Pod pod = pod();
        reconcile();
        reconcile();

        ResourceClaim claim = claims().getFirst();
        assertEquals(1, claims().size());
        assertEquals("gpu", claim.getMetadata().getLabels().get("kind"));
        assertEquals("gpu", claim.getMetadata().getAnnotations().get("resource.kubernetes.io/pod-claim-name"));
        assertEquals(pod.getMetadata().getUid(), claim.getMetadata().getOwnerReferences().getFirst().getUid());
        assertEquals(claim.getMetadata().getName(),
                world.require(acme, Types.PODS, "default", "train").getStatus().getResourceClaimStatuses().getFirst().getResourceClaimName());
        assertEquals(List.of(), world.snapshot(other).list(Types.RESOURCE_CLAIMS, ""));
    }

    @Test
    void aClaimThatWasMadeBeforeItCouldBeToldIsFoundAgain() throws Exception {
        template();
        pod();
        reconcile();
        Pod told = world.require(acme, Types.PODS, "default", "train");
        world.writes(acme).updateStatus(Types.PODS, new PodBuilder(told).editStatus().withResourceClaimStatuses().endStatus().build());

        reconcile();

        assertEquals(1, claims().size());
        assertEquals(1, world.require(acme, Types.PODS, "default", "train").getStatus().getResourceClaimStatuses().size());
    }

    @Test
    void aTemplateThatIsNotThereIsWaitedFor() throws Exception {
        pod();
        reconcile();
        assertEquals(List.of("PodResourceClaim gpu: resource claim template \"one-gpu\": resourceclaimtemplate.resource.k8s.io \"one-gpu\" not found"),
                world.snapshot(acme).list(Types.EVENTS, "default").stream().map(event -> event.getMessage()).toList());
        template();
        reconcile();
        assertEquals(1, claims().size());
    }

    @Test
    void namesOfClaimsAreNeverTooLong() {
        assertEquals("train-gpu-", PodClaimReconciler.base("train", "gpu"));
        String base = PodClaimReconciler.base("p".repeat(200), "c".repeat(60));
        assertEquals(true, base.length() <= 57 && base.startsWith("ppp") && base.endsWith("ccc"), base);
    }

    @Test
    void aPodThatIsDoneGivesItsClaimBackAndTheClaimGoes() throws Exception {
        template();
        Pod pod = pod();
        reconcile();
        ResourceClaim claim = claims().getFirst();
        ResourceClaim held = world.writes(acme).update(Types.RESOURCE_CLAIMS,
                new ResourceClaimBuilder(claim).editMetadata().addToFinalizers(ResourceClaimReconciler.HELD.name()).endMetadata().build());
        world.writes(acme).updateStatus(Types.RESOURCE_CLAIMS, new ResourceClaimBuilder(held).editOrNewStatus().withNewAllocation().endAllocation()
                .addNewReservedFor().withResource("pods").withName("train").withUid(pod.getMetadata().getUid()).endReservedFor().endStatus().build());
        world.reconcile(new ResourceClaimReconciler(), acme, "default", claim.getMetadata().getName());
        assertEquals(1, claims().getFirst().getStatus().getReservedFor().size(), "the pod may still run");

        Pod now = world.require(acme, Types.PODS, "default", "train");
        world.writes(acme).updateStatus(Types.PODS, new PodBuilder(now).editStatus().withPhase("Succeeded").endStatus().build());
        world.reconcile(new ResourceClaimReconciler(), acme, "default", claim.getMetadata().getName());

        assertEquals(List.of(), claims());
        world.reconcile(new ResourceClaimReconciler(), acme, "default", claim.getMetadata().getName());
    }
}
