package dev.marina.controllers.attachdetach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a cluster's attacher is told, and what it says.
class AttachmentReconcilerTest {

    private static final String DRIVER = "block.csi.example.com";

    private final TestWorld world = new TestWorld();
    private final ClusterId cluster = world.cluster("acme");

    @BeforeEach
    void aVolumeOfADriver() {
        node("n1");
        node("n2");
        PersistentVolumeClaim claim = world.writes(cluster).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data")
                .withNamespace("default").endMetadata().withNewSpec().withVolumeName("pv-1").endSpec().build());
        volume(claim, DRIVER, "ReadWriteOnce");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void node(String name) {
        world.writes(cluster).create(Types.NODES, new NodeBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec().endSpec().build());
    }

    private void volume(PersistentVolumeClaim claim, String driver, String mode) {
        world.writes(cluster).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pv-1").endMetadata().withNewSpec()
                .withAccessModes(mode).withNewClaimRef().withNamespace("default").withName("data").withUid(claim.getMetadata().getUid()).endClaimRef()
                .withNewCsi().withDriver(driver).withVolumeHandle("vol-1").endCsi().endSpec().build());
    }

    private void pod(String name, String node) {
        world.writes(cluster).create(Types.PODS, new PodBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().withNewSpec()
                .withNodeName(node).addNewVolume().withName("v").withNewPersistentVolumeClaim("data", false).endVolume().endSpec().build());
    }

    private void gone(String pod) {
        world.writes(cluster).delete(Types.PODS, world.require(cluster, Types.PODS, "default", pod),
                Document.mapper().createObjectNode().put("gracePeriodSeconds", 0));
    }

    private void reconcile(String node) throws Exception {
        world.reconcile(new AttachmentReconciler(), cluster, "", node);
    }

    private List<VolumeAttachment> attachments() {
        return world.snapshot(cluster).list(Types.VOLUME_ATTACHMENTS, "");
    }

    private void attached() {
        VolumeAttachment made = attachments().getFirst();
        world.writes(cluster).updateStatus(Types.VOLUME_ATTACHMENTS,
                new VolumeAttachmentBuilder(made).withNewStatus().withAttached(true).endStatus().build());
    }

    private List<String> said(String node) {
        return world.require(cluster, Types.NODES, "", node).getStatus().getVolumesAttached().stream().map(AttachedVolume::getName).toList();
    }

    private void inUse(String node, String... volumes) {
        var present = world.require(cluster, Types.NODES, "", node);
        world.writes(cluster).updateStatus(Types.NODES, new NodeBuilder(present).editOrNewStatus().withVolumesInUse(volumes).endStatus().build());
    }

    private List<String> events() {
        return world.snapshot(cluster).list(Types.EVENTS, "default").stream().map(event -> event.getReason() + ": " + event.getMessage()).sorted().toList();
    }

    @Test
    void volumeIsAttachedWhereItsPodIsAndDetachedWhenTheNodeUsesItNoMore() throws Exception {
        pod("web", "n1");
        reconcile("n1");
        VolumeAttachment made = attachments().getFirst();
        // As every attacher and kubelet computes it.
        assertEquals("csi-9a804051037540ca3649988c151a93983354e5365997bc2f187ba7799ea61480", made.getMetadata().getName());
        assertEquals(DRIVER, made.getSpec().getAttacher());
        assertEquals("n1", made.getSpec().getNodeName());
        assertEquals("pv-1", made.getSpec().getSource().getPersistentVolumeName());

        attached();
        reconcile("n1");
        assertEquals(List.of("kubernetes.io/csi/%s^vol-1".formatted(DRIVER)), said("n1"));
        assertEquals(List.of("SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume \"pv-1\" "), events());

        inUse("n1", "kubernetes.io/csi/%s^vol-1".formatted(DRIVER));
        gone("web");
        reconcile("n1");
        assertEquals(1, attachments().size(), "the node still has it mounted");

        inUse("n1");
        reconcile("n1");
        assertEquals(List.of(), attachments());
        assertEquals(List.of(), said("n1"));
    }

    @Test
    void secondLookWritesNothing() throws Exception {
        pod("web", "n1");
        reconcile("n1");
        attached();
        reconcile("n1");
        long version = world.snapshot(cluster).image().version().value();

        reconcile("n1");

        assertEquals(version, world.snapshot(cluster).image().version().value());
    }

    @Test
    void volumeOfOneNodeIsNotAttachedToAnotherBeforeItIsLetGo() throws Exception {
        pod("web", "n1");
        pod("other", "n2");
        reconcile("n1");
        reconcile("n2");
        assertEquals(List.of("n1"), attachments().stream().map(each -> each.getSpec().getNodeName()).toList());
        assertTrue(events().contains("FailedAttachVolume: Multi-Attach error for volume \"pv-1\" Volume is already used by pod(s) web"), events()::toString);

        gone("web");
        reconcile("n1");
        reconcile("n2");

        assertEquals(List.of("n2"), attachments().stream().map(each -> each.getSpec().getNodeName()).toList());
    }

    @Test
    void driverThatAttachesNothingHasNoAttachments() throws Exception {
        world.writes(cluster).create(Types.CSI_DRIVERS, new CSIDriverBuilder().withNewMetadata().withName(DRIVER).endMetadata().withNewSpec()
                .withAttachRequired(false).endSpec().build());
        pod("web", "n1");

        reconcile("n1");

        assertEquals(List.of(), attachments());
    }

    @Test
    void platformsOwnDriverHasNone() throws Exception {
        PersistentVolume own = world.require(cluster, Types.VOLUMES, "", "pv-1");
        world.writes(cluster).update(Types.VOLUMES,
                new PersistentVolumeBuilder(own).editSpec().editCsi().withDriver("csi.marina.dev").endCsi().endSpec().build());
        pod("web", "n1");

        reconcile("n1");

        assertEquals(List.of(), attachments());
    }

    @Test
    void attachmentsThatOthersHaveMadeAreLeftAlone() throws Exception {
        for (String name : List.of("mine", "csi-of-somebody")) {
            world.writes(cluster).create(Types.VOLUME_ATTACHMENTS, new VolumeAttachmentBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec()
                    .withAttacher(DRIVER).withNodeName("n1").withNewSource().withPersistentVolumeName("pv-1").endSource().endSpec().build());
        }

        reconcile("n1");

        assertEquals(2, attachments().size());
    }

    @Test
    void whatHindersAnAttacherIsSaidAtThePod() throws Exception {
        pod("web", "n1");
        reconcile("n1");
        world.writes(cluster).updateStatus(Types.VOLUME_ATTACHMENTS, new VolumeAttachmentBuilder(attachments().getFirst()).withNewStatus().withAttached(false)
                .withNewAttachError().withMessage("no more room").endAttachError().endStatus().build());

        reconcile("n1");

        assertEquals(List.of("FailedAttachVolume: AttachVolume.Attach failed for volume \"pv-1\" : no more room"), events());
    }

    @Test
    void nodeThatIsGoneHasNothingAttached() throws Exception {
        pod("web", "n1");
        reconcile("n1");
        world.writes(cluster).delete(Types.NODES, world.require(cluster, Types.NODES, "", "n1"));
        gone("web");

        reconcile("n1");

        assertEquals(List.of(), attachments());
    }

    @Test
    void volumeOfAnotherClusterIsNobodysHere() throws Exception {
        ClusterId beta = world.cluster("beta");
        world.writes(beta).create(Types.NODES, new NodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewSpec().endSpec().build());
        pod("web", "n1");
        reconcile("n1");

        world.reconcile(new AttachmentReconciler(), beta, "", "n1");

        assertEquals(List.of(), world.snapshot(beta).list(Types.VOLUME_ATTACHMENTS, ""));
        assertEquals(1, attachments().size());
    }
}
