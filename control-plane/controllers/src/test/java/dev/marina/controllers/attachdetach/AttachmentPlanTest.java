package dev.marina.controllers.attachdetach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.attachdetach.AttachmentPlan.Use;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttachmentPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final PersistentVolume VOLUME = volume("ReadWriteOnce");
    private static final String UNIQUE = "kubernetes.io/csi/d^vol-1";
    private static final Pod POD = new PodBuilder().withNewMetadata().withName("web").endMetadata().build();

    private static PersistentVolume volume(String mode) {
        return new PersistentVolumeBuilder().withNewMetadata().withName("pv-1").endMetadata().withNewSpec().withAccessModes(mode).withNewCsi().withDriver("d")
                .withVolumeHandle("vol-1").endCsi().endSpec().build();
    }

    private static VolumeAttachment attachment(String node) {
        return new VolumeAttachmentBuilder().withNewMetadata().withName(AttachmentPlan.attachmentName(VOLUME, node)).endMetadata().withNewSpec()
                .withAttacher("d").withNodeName(node).withNewSource().withPersistentVolumeName("pv-1").endSource().endSpec().withNewStatus().withAttached(true)
                .endStatus().build();
    }

    private static Node node(String ready, Instant since, String... taints) {
        NodeBuilder node = new NodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewSpec().endSpec().withNewStatus().withVolumesInUse(UNIQUE)
                .addNewCondition().withType("Ready").withStatus(ready).withLastTransitionTime(since.toString()).endCondition().endStatus();
        for (String taint : taints) {
            node = node.editSpec().addNewTaint().withKey(taint).withEffect("NoExecute").endTaint().endSpec();
        }
        return node.build();
    }

    private static AttachmentPlan unused(Node node) {
        return AttachmentPlan.of("n1", Optional.of(node), List.of(), List.of(attachment("n1")), _ -> Optional.of(VOLUME), NOW);
    }

    @Test
    void whatAHealthyNodeUsesStays() {
        AttachmentPlan plan = unused(node("True", NOW.minusSeconds(36_000)));

        assertEquals(List.of(), plan.delete());
        assertEquals(Optional.empty(), plan.recheck());
        assertEquals(UNIQUE, plan.attached().getFirst().getName());
    }

    @Test
    void whatANodeUsesThatHasBeenSilentForLongIsTakenFromIt() {
        AttachmentPlan early = unused(node("Unknown", NOW.minus(AttachmentPlan.UNHEALTHY).plusSeconds(30)));
        assertEquals(List.of(), early.delete());
        assertEquals(Optional.of(Duration.ofSeconds(30)), early.recheck());

        AttachmentPlan late = unused(node("Unknown", NOW.minus(AttachmentPlan.UNHEALTHY)));
        assertEquals(List.of(attachment("n1")), late.delete());
        assertEquals(List.of(), late.attached(), "what is being taken away is not mounted any more");
    }

    @Test
    void whatANodeUsesThatIsOutOfServiceIsTakenFromItAtOnce() {
        assertEquals(List.of(attachment("n1")), unused(node("Unknown", NOW, "node.kubernetes.io/out-of-service")).delete());
        assertEquals(List.of(), unused(node("Unknown", NOW, "other")).delete());
    }

    @Test
    void volumesOfManyNodesWaitForNobody() {
        for (String mode : List.of("ReadWriteMany", "ReadOnlyMany")) {
            AttachmentPlan plan = AttachmentPlan.of("n1", Optional.of(node("True", NOW)), List.of(new Use(POD, volume(mode))), List.of(attachment("n2")),
                    _ -> Optional.of(VOLUME), NOW);

            assertEquals(1, plan.create().size(), mode);
            assertEquals(List.of(), plan.blocked());
        }
    }

    @Test
    void volumeOfOneNodeWaitsForTheOther() {
        Use use = new Use(POD, VOLUME);

        AttachmentPlan plan = AttachmentPlan.of("n1", Optional.of(node("True", NOW)), List.of(use), List.of(attachment("n2")), _ -> Optional.of(VOLUME), NOW);

        assertEquals(List.of(), plan.create());
        assertEquals(List.of(use), plan.blocked());
    }

    @Test
    void volumeWhoseObjectIsGoneIsKnownByWhatTheNodeSays() {
        Node node = new NodeBuilder(node("True", NOW)).editStatus().withVolumesInUse().addNewVolumesAttached("", UNIQUE).endStatus().build();

        AttachmentPlan plan = AttachmentPlan.of("n1", Optional.of(node), List.of(), List.of(attachment("n1")), _ -> Optional.empty(), NOW);

        assertEquals(List.of(attachment("n1")), plan.delete());
    }

    @Test
    void nodeThatIsGoneGetsNothing() {
        AttachmentPlan plan = AttachmentPlan.of("n1", Optional.empty(), List.of(new Use(POD, VOLUME)), List.of(), _ -> Optional.of(VOLUME), NOW);

        assertEquals(List.of(), plan.create());
    }
}
