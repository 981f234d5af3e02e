package dev.marina.controllers.attachdetach;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Carries [AttachmentPlan]s out, node by node; also those that are gone.
public final class AttachmentReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("attachdetach").reconciles(Types.NODES)
                .alsoWatches(Types.PODS, AttachmentReconciler::nodeOf)
                .alsoWatches(Types.CLAIMS, AttachmentReconciler::nodesOf)
                .alsoWatches(Types.VOLUMES, (PersistentVolume volume, Snapshot snapshot) -> nodes(volume, snapshot))
                .alsoWatches(Types.CSI_DRIVERS, (CSIDriver driver, Snapshot snapshot) -> nodes(driver, snapshot))
                .alsoWatches(Types.VOLUME_ATTACHMENTS, AttachmentReconciler::nodesOf)
                .leftOver(snapshot -> snapshot.list(Types.VOLUME_ATTACHMENTS, "").stream().map(each -> key(snapshot, each.getSpec().getNodeName())))
                .workers(2).with(new AttachmentReconciler());
    }

    private static ClusterKey key(Snapshot snapshot, String node) {
        return new ClusterKey(snapshot.cluster(), "", node);
    }

    private static Stream<ClusterKey> nodeOf(Pod pod, Snapshot snapshot) {
        return PodState.nodeName(pod).isEmpty() || AttachableVolumes.of(pod, snapshot).findAny().isEmpty()
                ? Stream.empty()
                : Stream.of(key(snapshot, PodState.nodeName(pod)));
    }

    private static Stream<ClusterKey> nodesOf(PersistentVolumeClaim claim, Snapshot snapshot) {
        return AttachableVolumes.behind(claim, snapshot).stream().flatMap(volume -> nodes(volume, snapshot));
    }

    private static Stream<ClusterKey> nodes(PersistentVolume volume, Snapshot snapshot) {
        return AttachableVolumes.users(volume, snapshot).map(pod -> key(snapshot, PodState.nodeName(pod)));
    }

    private static Stream<ClusterKey> nodes(CSIDriver driver, Snapshot snapshot) {
        return snapshot.list(Types.VOLUMES, "").stream()
                .filter(volume -> AttachableVolumes.foreign(volume) && driver.getMetadata().getName().equals(volume.getSpec().getCsi().getDriver()))
                .flatMap(volume -> nodes(volume, snapshot));
    }

    /// Its own, and those that wait for it to let go.
    private static Stream<ClusterKey> nodesOf(VolumeAttachment attachment, Snapshot snapshot) {
        return Stream.concat(Stream.of(key(snapshot, attachment.getSpec().getNodeName())),
                Optional.ofNullable(attachment.getSpec().getSource().getPersistentVolumeName()).flatMap(name -> snapshot.find(Types.VOLUMES, "", name))
                        .stream().flatMap(volume -> nodes(volume, snapshot)));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        String name = turn.key().name();
        Optional<Node> node = turn.find(Types.NODES);
        List<AttachmentPlan.Use> uses = snapshot.byField(Types.PODS, "", "spec.nodeName", name).stream().filter(pod -> !PodState.ended(pod))
                .flatMap(pod -> AttachableVolumes.of(pod, snapshot).filter(volume -> AttachableVolumes.attachable(volume, snapshot))
                        .map(volume -> new AttachmentPlan.Use(pod, volume)))
                .toList();
        List<VolumeAttachment> attachments = snapshot.list(Types.VOLUME_ATTACHMENTS, "");
        AttachmentPlan plan = AttachmentPlan.of(name, node, uses, attachments, volume -> snapshot.find(Types.VOLUMES, "", volume), turn.realNow());
        // Said first: what is about to be taken away is not mounted any more.
        node.ifPresent(present -> say(turn, present, plan.attached(), uses));
        plan.delete().forEach(gone -> turn.writes().delete(Types.VOLUME_ATTACHMENTS, gone));
        plan.create().forEach(made -> turn.writes().create(Types.VOLUME_ATTACHMENTS, made));
        plan.blocked().forEach(use -> turn.event(use.pod(), Severity.Warning, "FailedAttachVolume",
                "Multi-Attach error for volume \"%s\" %s".formatted(use.volume().getMetadata().getName(), holders(use, name, snapshot))));
        failures(turn, name, uses, attachments);
        return plan.recheck().map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    private static void say(Turn turn, Node node, List<AttachedVolume> attached, List<AttachmentPlan.Use> uses) {
        List<AttachedVolume> before = node.getStatus() == null ? List.of() : node.getStatus().getVolumesAttached();
        if (before.equals(attached)) {
            return;
        }
        turn.writes().merge(Types.NODES, node, "status", patch -> {
            ArrayNode all = patch.putObject("status").putArray("volumesAttached");
            attached.forEach(each -> all.addObject().put("name", each.getName()).put("devicePath", each.getDevicePath()));
        });
        Set<String> known = before.stream().map(AttachedVolume::getName).collect(Collectors.toSet());
        Set<String> now = attached.stream().map(AttachedVolume::getName).filter(each -> !known.contains(each)).collect(Collectors.toSet());
        uses.stream().filter(use -> now.contains(AttachmentPlan.unique(use.volume().getSpec().getCsi()))).forEach(use -> turn.event(use.pod(), Severity.Normal,
                "SuccessfulAttachVolume", "AttachVolume.Attach succeeded for volume \"%s\" ".formatted(use.volume().getMetadata().getName())));
    }

    /// What drivers' attachers say that hinders them.
    private static void failures(Turn turn, String node, List<AttachmentPlan.Use> uses, List<VolumeAttachment> attachments) {
        for (AttachmentPlan.Use use : uses) {
            String id = AttachmentPlan.attachmentName(use.volume(), node);
            attachments.stream().filter(each -> each.getMetadata().getName().equals(id) && each.getStatus() != null
                    && !Boolean.TRUE.equals(each.getStatus().getAttached()) && each.getStatus().getAttachError() != null)
                    .forEach(failed -> turn.event(use.pod(), Severity.Warning, "FailedAttachVolume", "AttachVolume.Attach failed for volume \"%s\" : %s"
                            .formatted(use.volume().getMetadata().getName(), failed.getStatus().getAttachError().getMessage())));
        }
    }

    /// pkg/controller/volume/attachdetach/reconciler/reconciler.go#reportMultiAttachError; a claim's pods are all of one namespace.
    private static String holders(AttachmentPlan.Use use, String node, Snapshot snapshot) {
        List<String> pods = AttachableVolumes.users(use.volume(), snapshot).filter(pod -> !PodState.nodeName(pod).equals(node))
                .map(pod -> pod.getMetadata().getName()).toList();
        return pods.isEmpty()
                ? "Volume is already exclusively attached to one node and can't be attached to another"
                : "Volume is already used by pod(s) " + String.join(", ", pods);
    }
}
