package dev.marina.controllers.attachdetach;

import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.AttachedVolumeBuilder;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Which volumes of one node are to be attached, and which to be detached. pkg/controller/volume/attachdetach/reconciler/reconciler.go
///
/// @param create attachments that are missing
/// @param delete attachments that nobody needs
/// @param blocked volumes that another node has to let go of first
/// @param attached what the Node is to say, by name
/// @param recheck when a volume may be taken from a node that does not answer
record AttachmentPlan(List<VolumeAttachment> create, List<VolumeAttachment> delete, List<Use> blocked, List<AttachedVolume> attached,
        Optional<Duration> recheck) {

    /// The five minutes after which pods are driven off a node that does not answer, and the six that upstream waits then.
    static final Duration UNHEALTHY = Duration.ofMinutes(11);
    private static final Duration NEVER = Duration.ofDays(365);
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    /// A volume that has to be attached where the pod is.
    record Use(Pod pod, PersistentVolume volume) {}

    /// @param node whose name the key has; empty once it is gone
    /// @param uses by its pods
    /// @param attachments of all nodes
    /// @param volumes by their names
    static AttachmentPlan of(String name, Optional<Node> node, List<Use> uses, List<VolumeAttachment> attachments,
            Function<String, Optional<PersistentVolume>> volumes, Instant now) {
        Map<String, Use> wanted = new TreeMap<>();
        uses.forEach(use -> wanted.putIfAbsent(attachmentName(use.volume, name), use));
        Map<String, VolumeAttachment> here = new TreeMap<>();
        attachments.stream().filter(each -> name.equals(each.getSpec().getNodeName())).forEach(each -> here.put(each.getMetadata().getName(), each));
        List<VolumeAttachment> create = new ArrayList<>();
        List<Use> blocked = new ArrayList<>();
        if (node.isPresent()) {
            wanted.forEach((id, use) -> {
                if (!here.containsKey(id)) {
                    if (exclusive(use.volume) && elsewhere(use.volume, name, attachments)) {
                        blocked.add(use);
                    } else {
                        create.add(attachment(id, use.volume, name));
                    }
                }
            });
        }
        List<VolumeAttachment> delete = new ArrayList<>();
        List<AttachedVolume> attached = new ArrayList<>();
        Optional<Duration> recheck = Optional.empty();
        for (VolumeAttachment present : here.values()) {
            boolean ending = present.getMetadata().getDeletionTimestamp() != null;
            Optional<String> unique = unique(present, volumes, node, name);
            if (!ending && unique.isPresent() && !wanted.containsKey(present.getMetadata().getName())) {
                Optional<Duration> wait = node.isEmpty() ? Optional.empty() : wait(node.get(), unique.get(), now);
                if (wait.filter(Duration::isPositive).isEmpty()) {
                    delete.add(present);
                    continue;
                }
                recheck = recheck.filter(sooner -> sooner.compareTo(wait.get()) < 0).or(() -> wait.filter(each -> !each.equals(NEVER)));
            }
            if (!ending && unique.isPresent() && attached(present)) {
                attached.add(new AttachedVolumeBuilder().withName(unique.get()).withDevicePath("").build());
            }
        }
        attached.sort(Comparator.comparing(AttachedVolume::getName));
        return new AttachmentPlan(create, delete, blocked, attached, recheck);
    }

    /// How long the volume stays though no pod uses it: until the node says so, or is long past saying anything.
    private static Optional<Duration> wait(Node node, String unique, Instant now) {
        boolean used = node.getStatus() != null && node.getStatus().getVolumesInUse().contains(unique);
        boolean outOfService = node.getSpec() != null && node.getSpec().getTaints().stream().anyMatch(taint -> OUT_OF_SERVICE.equals(taint.getKey()));
        if (!used || outOfService) {
            return Optional.empty();
        }
        Optional<Instant> sick = node.getStatus().getConditions().stream().filter(each -> "Ready".equals(each.getType()) && !"True".equals(each.getStatus()))
                .map(NodeCondition::getLastTransitionTime).filter(Objects::nonNull).map(Instant::parse).findFirst();
        return Optional.of(sick.map(since -> Duration.between(now, since.plus(UNHEALTHY))).orElse(NEVER));
    }

    /// As the Node names the volume, if the attachment is one that this controller has made; others are their makers'.
    private static Optional<String> unique(VolumeAttachment attachment, Function<String, Optional<PersistentVolume>> volumes, Optional<Node> node,
            String name) {
        Optional<PersistentVolume> volume = Optional.ofNullable(attachment.getSpec().getSource().getPersistentVolumeName()).flatMap(volumes)
                .filter(AttachableVolumes::foreign);
        if (volume.isPresent()) {
            return volume.filter(each -> attachmentName(each, name).equals(attachment.getMetadata().getName())).map(each -> unique(each.getSpec().getCsi()));
        }
        String driver = attachment.getSpec().getAttacher();
        List<String> known = new ArrayList<>();
        node.map(Node::getStatus).ifPresent(status -> {
            known.addAll(status.getVolumesInUse());
            status.getVolumesAttached().forEach(each -> known.add(each.getName()));
        });
        String prefix = "kubernetes.io/csi/" + driver + "^";
        return known.stream().filter(each -> each.startsWith(prefix))
                .filter(each -> attachmentName(each.substring(prefix.length()), driver, name).equals(attachment.getMetadata().getName())).findFirst();
    }

    private static boolean attached(VolumeAttachment attachment) {
        return attachment.getStatus() != null && Boolean.TRUE.equals(attachment.getStatus().getAttached());
    }

    private static boolean exclusive(PersistentVolume volume) {
        List<String> modes = volume.getSpec().getAccessModes();
        return !modes.contains("ReadWriteMany") && !modes.contains("ReadOnlyMany");
    }

    private static boolean elsewhere(PersistentVolume volume, String node, List<VolumeAttachment> attachments) {
        return attachments.stream().anyMatch(each -> !node.equals(each.getSpec().getNodeName())
                && each.getMetadata().getName().equals(attachmentName(volume, each.getSpec().getNodeName())));
    }

    private static VolumeAttachment attachment(String id, PersistentVolume volume, String node) {
        return new VolumeAttachmentBuilder().withNewMetadata().withName(id).endMetadata().withNewSpec().withAttacher(volume.getSpec().getCsi().getDriver())
                .withNodeName(node).withNewSource().withPersistentVolumeName(volume.getMetadata().getName()).endSource().endSpec().build();
    }

    static String unique(CSIPersistentVolumeSource source) {
        return "kubernetes.io/csi/%s^%s".formatted(source.getDriver(), source.getVolumeHandle());
    }

    /// pkg/volume/csi/csi_attacher.go#getAttachmentName
    static String attachmentName(PersistentVolume volume, String node) {
        return attachmentName(volume.getSpec().getCsi().getVolumeHandle(), volume.getSpec().getCsi().getDriver(), node);
    }

    private static String attachmentName(String handle, String driver, String node) {
        try {
            return "csi-" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest((handle + driver + node).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
