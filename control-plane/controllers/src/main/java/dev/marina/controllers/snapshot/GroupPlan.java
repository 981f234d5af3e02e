package dev.marina.controllers.snapshot;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What has to be done next about a group of snapshots, in this order. pkg/common-controller/groupsnapshot_controller_helper.go in
/// kubernetes-csi/external-snapshotter, whose reasons and messages these are.
record GroupPlan(List<GroupStep> steps) {

    private static final String PREFIX = "groupsnapshot.storage.kubernetes.io/";
    static final String BOUND = PREFIX + "volumegroupsnapshot-bound-protection";
    static final String CONTENT = PREFIX + "volumegroupsnapshotcontent-bound-protection";
    static final String BEING_DELETED = PREFIX + "volumegroupsnapshot-being-deleted";
    static final String DEFAULT_CLASS = PREFIX + "is-default-class";
    /// At the contents of its snapshots: what the driver calls the group.
    static final String HANDLE = PREFIX + "volumeGroupSnapshotHandle";
    static final String CREATION_FAILED = "GroupSnapshotContentCreationFailed";
    /// As many claims as the driver takes together.
    static final int MOST = 20;
    private static final String MISSING = "GroupSnapshotContentMissing";

    static GroupPlan of(GroupWorld world) {
        List<GroupStep> steps = new ArrayList<>();
        if (!foreign(world)) {
            if (world.group().terminating()) {
                delete(world, steps);
            } else {
                keep(world, steps);
            }
        }
        return new GroupPlan(List.copyOf(steps));
    }

    /// Another driver's controller looks after it.
    private static boolean foreign(GroupWorld world) {
        return world.content().map(content -> content.text("spec", "driver"))
                .or(() -> groupClass(world, world.group().className()).map(found -> found.text("driver")))
                .or(() -> world.sources().stream().flatMap(source -> source.volume().stream()).map(GroupPlan::driver).findFirst())
                .filter(not(VolumeDriver.NAME::equals)).isPresent();
    }

    private static void delete(GroupWorld world, List<GroupStep> steps) {
        SnapshotObject group = world.group();
        if (world.restoring().isPresent()) {
            steps.add(new GroupStep.Warn("SnapshotDeletePending", "Snapshot %1$s/%2$s belonging to VolumeGroupSnapshot %1$s/%3$s is being used to restore a PVC"
                    .formatted(group.namespace(), world.restoring().get().name(), group.name())));
            return;
        }
        Optional<SnapshotObject> content = world.content().filter(found -> found.of(group));
        boolean cascades = content.filter(found -> found.text("spec", "deletionPolicy").equals("Delete")).isPresent();
        content.filter(found -> !found.annotations().containsKey(BEING_DELETED)).ifPresent(found -> steps.add(new GroupStep.MarkDeleted(found)));
        if (cascades && !content.get().terminating()) {
            steps.add(new GroupStep.DeleteContent(content.get()));
        }
        world.members().stream().filter(not(SnapshotObject::terminating)).forEach(member -> steps.add(new GroupStep.DeleteMember(member)));
        if (!cascades && group.finalizers().contains(BOUND)) {
            steps.add(new GroupStep.Finalizers(group.finalizers().stream().filter(not(BOUND::equals)).toList()));
        }
    }

    private static void keep(GroupWorld world, List<GroupStep> steps) {
        SnapshotObject group = world.group();
        boolean selects = !group.at("spec", "source", "selector").isMissingNode();
        if (selects == !group.content().isEmpty()) {
            fail(steps, "GroupSnapshotValidationError", "Exactly one of Selector and VolumeGroupSnapshotContentName should be specified");
            return;
        }
        if (selects && world.selector().isEmpty()) {
            fail(steps, "GroupSnapshotValidationError",
                    "spec.source.selector is no label selector: matchLabels and matchExpressions with key and operator are");
            return;
        }
        if (world.content().isPresent()) {
            bound(group, world.content().get(), steps);
        } else if (!group.content().isEmpty() || group.ready()) {
            fail(steps, MISSING, "VolumeGroupSnapshotContent is missing");
        } else {
            take(world, steps);
        }
    }

    private static void bound(SnapshotObject group, SnapshotObject content, List<GroupStep> steps) {
        boolean dynamic = group.content().isEmpty();
        if (dynamic ? !content.of(group) : !content.mayBe(group)) {
            if (group.ready()) {
                fail(steps, "GroupSnapshotMisbound", "VolumeGroupSnapshotContent is not bound to the VolumeGroupSnapshot correctly");
            } else {
                fail(steps, "GroupSnapshotContentMisbound", "VolumeGroupSnapshotContent [%s] is bound to a different group snapshot".formatted(content.name()));
            }
            return;
        }
        boolean preprovisioned = content.at("spec", "source", "groupSnapshotHandles").isObject();
        if (dynamic == preprovisioned) {
            fail(steps, "GroupSnapshotContentMismatch", dynamic
                    ? "VolumeGroupSnapshotContent %s is pre-provisioned while expecting a dynamically provisioned one".formatted(content.name())
                    : "VolumeGroupSnapshotContent is dynamically provisioned while expecting a pre-provisioned one");
            return;
        }
        if (!group.finalizers().contains(BOUND)) {
            List<String> wanted = new ArrayList<>(group.finalizers());
            wanted.add(BOUND);
            steps.add(new GroupStep.Finalizers(wanted));
        }
        boolean unnamed = content.text("spec", "volumeGroupSnapshotRef", "uid").isEmpty();
        boolean classless = content.className().isEmpty() && !group.className().isEmpty();
        if (!content.terminating() && (unnamed || classless || !content.finalizers().contains(CONTENT))) {
            steps.add(new GroupStep.Bind(content));
        }
        if (dynamic && !group.ready() && !content.text("status", "volumeGroupSnapshotHandle").isEmpty()) {
            int members = 0;
            for (JsonNode info : content.at("status", "volumeSnapshotInfoList")) {
                if (members++ < MOST) {
                    steps.add(new GroupStep.MakeMember(content, info));
                }
            }
        }
        steps.add(new GroupStep.SayStatus(content));
    }

    private static void take(GroupWorld world, List<GroupStep> steps) {
        SnapshotObject group = world.group();
        Optional<String> unavailable = unavailable(world);
        String chosen = group.className();
        if (chosen.isEmpty()) {
            List<String> defaults = unavailable.isPresent() ? List.of() : defaults(world, driver(world.sources().getFirst().volume().get()));
            Optional<String> unchosen = unavailable.or(() -> defaults.size() == 1
                    ? Optional.empty()
                    : Optional.of(defaults.isEmpty() ? "cannot find default group snapshot class" : defaults.size() + " default snapshot classes were found"));
            if (unchosen.isPresent()) {
                fail(steps, "SetDefaultGroupSnapshotClassFailed", "Failed to set default group snapshot class with error " + unchosen.get());
                return;
            }
            chosen = defaults.getFirst();
            steps.add(new GroupStep.SetClass(chosen));
        }
        Optional<SnapshotObject> groupClass = groupClass(world, chosen);
        if (groupClass.isEmpty()) {
            fail(steps, "GetGroupSnapshotClassFailed", "failed to get group snapshot class with error volumegroupsnapshotclass.%s \"%s\" not found"
                    .formatted(SnapshotTypes.GROUP_GROUP, chosen));
            return;
        }
        List<PersistentVolume> volumes = world.sources().stream().flatMap(source -> source.volume().stream()).toList();
        Optional<String> why = unavailable.or(() -> volumes.stream().filter(volume -> !driver(volume).equals(groupClass.get().text("driver"))).findFirst()
                .map(volume -> "Volume CSI driver (%s) mismatch with VolumeGroupSnapshotClass (%s) %s/%s: %s".formatted(driver(volume),
                        groupClass.get().text("driver"), group.namespace(), group.name(), volume.getMetadata().getName())))
                .or(() -> apart(world.sources()));
        if (why.isPresent()) {
            fail(steps, CREATION_FAILED, "failed to create group snapshot content with error failed to get input parameters to create group snapshot %s: \"%s\""
                    .formatted(group.name(), why.get()));
            return;
        }
        steps.add(new GroupStep.CreateContent(groupClass.get(), volumes));
    }

    /// Why there are no volumes to take snapshots of.
    private static Optional<String> unavailable(GroupWorld world) {
        if (world.sources().isEmpty()) {
            return Optional.of("label selector for group snapshot not applied to any PVC");
        }
        if (world.sources().size() > MOST) {
            return Optional.of("spec.source.selector takes %d claims, and a group is of %d at most".formatted(world.sources().size(), MOST));
        }
        return world.sources().stream().flatMap(source -> unavailable(source).stream()).findFirst();
    }

    private static Optional<String> unavailable(GroupWorld.Source source) {
        PersistentVolumeClaim claim = source.claim();
        String name = claim.getMetadata().getName();
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("the PVC %s is being deleted".formatted(name));
        }
        if (claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase())) {
            return Optional.of("the PVC %s is not yet bound to a PV, will not attempt to take a group snapshot".formatted(name));
        }
        if (source.volume().isEmpty()) {
            return Optional.of("failed to retrieve PV %s from the API server".formatted(claim.getSpec().getVolumeName()));
        }
        PersistentVolume volume = source.volume().get();
        ObjectReference holder = volume.getSpec().getClaimRef();
        if (holder == null || !Objects.equals(holder.getUid(), claim.getMetadata().getUid())) {
            return Optional.of("the PVC %s is not bound or invalid".formatted(name));
        }
        return volume.getSpec().getCsi() == null || volume.getSpec().getCsi().getVolumeHandle() == null
                ? Optional.of("Cannot snapshot a non-CSI volume: %s".formatted(volume.getMetadata().getName()))
                : Optional.empty();
    }

    /// Machines have no moment in common: nothing makes writers on two of them wait at the same time.
    private static Optional<String> apart(List<GroupWorld.Source> sources) {
        GroupWorld.Source first = sources.getFirst();
        return sources.stream().filter(source -> !machines(source).equals(machines(first))).findFirst()
                .map(other -> "the PVCs %s and %s lie on different machines, and a group is of one moment on one machine"
                        .formatted(first.claim().getMetadata().getName(), other.claim().getMetadata().getName()));
    }

    private static Set<String> machines(GroupWorld.Source source) {
        return source.volume().map(volume -> volume.getSpec().getNodeAffinity()).map(affinity -> affinity.getRequired())
                .map(required -> required.getNodeSelectorTerms().stream().flatMap(term -> term.getMatchExpressions().stream())
                        .filter(match -> VolumeDriver.TOPOLOGY_KEY.equals(match.getKey())).flatMap(match -> match.getValues().stream())
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private static String driver(PersistentVolume volume) {
        return volume.getSpec().getCsi() == null ? VolumeDriver.NAME : Objects.requireNonNullElse(volume.getSpec().getCsi().getDriver(), "");
    }

    private static Optional<SnapshotObject> groupClass(GroupWorld world, String name) {
        return world.classes().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static List<String> defaults(GroupWorld world, String driver) {
        return world.classes().stream().filter(each -> each.text("driver").equals(driver) && "true".equals(each.annotations().get(DEFAULT_CLASS)))
                .map(SnapshotObject::name).sorted().toList();
    }

    private static void fail(List<GroupStep> steps, String reason, String message) {
        steps.add(new GroupStep.Fail(reason, message));
    }
}
