package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Brings groups of snapshots and their contents together, and makes the objects of the single ones.
public final class GroupReconciler implements Reconciler {

    /// Nothing tells when a tenant's other clusters take less.
    private static final Duration REFUSED = Duration.ofMinutes(1);

    public static Controller controller() {
        return Controller.named("snapshot-group").reconciles(SnapshotTypes.GROUPS)
                .alsoWatches(SnapshotTypes.GROUP_CONTENTS, (content, snapshot) -> Stream.of(SnapshotObject.of(content))
                        .filter(object -> !object.text("spec", "volumeGroupSnapshotRef", "name").isEmpty())
                        .map(object -> new ClusterKey(snapshot.cluster(), object.text("spec", "volumeGroupSnapshotRef", "namespace"),
                                object.text("spec", "volumeGroupSnapshotRef", "name"))))
                .alsoWatches(SnapshotTypes.GROUP_CLASSES, (_, snapshot) -> waiting(snapshot, ""))
                .alsoWatches(Types.CLAIMS, (claim, snapshot) -> waiting(snapshot, claim.getMetadata().getNamespace()))
                .workers(2).with(new GroupReconciler());
    }

    /// For claims or a class, or for the end of what is made of their snapshots.
    private static Stream<ClusterKey> waiting(Snapshot snapshot, String namespace) {
        return snapshot.list(SnapshotTypes.GROUPS, namespace).stream().map(SnapshotObject::of).filter(each -> each.bound().isEmpty() || each.terminating())
                .map(each -> new ClusterKey(snapshot.cluster(), each.namespace(), each.name()));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<GenericKubernetesResource> found = turn.find(SnapshotTypes.GROUPS);
        if (found.isEmpty()) {
            letGo(turn);
            return Outcome.SETTLED;
        }
        GroupWorld world = GroupWorld.of(turn.snapshot(), found.get());
        for (GroupStep step : GroupPlan.of(world).steps()) {
            try {
                if (carryOut(turn, world.group(), step) == Went.NO_FURTHER) {
                    return Outcome.recheckAfter(REFUSED);
                }
            } catch (StatusException refused) {
                boolean makes = step instanceof GroupStep.CreateContent || step instanceof GroupStep.MakeMember;
                if (!makes || !refused.is("Forbidden")) {
                    throw refused;
                }
                fail(turn, world.group(), GroupPlan.CREATION_FAILED, "failed to create group snapshot content with error " + refused.getMessage());
                return Outcome.recheckAfter(REFUSED);
            }
        }
        return Outcome.SETTLED;
    }

    private enum Went {
        ON, NO_FURTHER
    }

    /// A content that somebody deletes waits for its group to be deleted; of one whose group is gone nobody else would say so.
    private static void letGo(Turn turn) {
        turn.snapshot().list(SnapshotTypes.GROUP_CONTENTS, "").stream().map(SnapshotObject::of)
                .filter(content -> content.terminating() && !content.annotations().containsKey(GroupPlan.BEING_DELETED)
                        && content.text("spec", "driver").equals(VolumeDriver.NAME)
                        && content.names(turn.key().namespace(), turn.key().name()))
                .forEach(content -> mark(turn, content));
    }

    private static void mark(Turn turn, SnapshotObject content) {
        turn.writes().merge(SnapshotTypes.GROUP_CONTENTS, content.resource(), "",
                patch -> patch.putObject("metadata").put("uid", content.uid()).putObject("annotations").put(GroupPlan.BEING_DELETED, "yes"));
    }

    private static Went carryOut(Turn turn, SnapshotObject group, GroupStep step) {
        switch (step) {
            case GroupStep.Finalizers(List<String> wanted) -> turn.writes().merge(SnapshotTypes.GROUPS, group.resource(), "", patch -> {
                var list = patch.putObject("metadata").put("uid", group.uid()).putArray("finalizers");
                wanted.forEach(list::add);
            });
            case GroupStep.SetClass(String name) -> turn.writes().merge(SnapshotTypes.GROUPS, group.resource(), "", patch -> {
                patch.putObject("metadata").put("uid", group.uid());
                patch.putObject("spec").put("volumeGroupSnapshotClassName", name);
            });
            case GroupStep.CreateContent(SnapshotObject groupClass, List<PersistentVolume> volumes) -> create(turn, group, groupClass, volumes);
            case GroupStep.Bind(SnapshotObject content) -> turn.writes().merge(SnapshotTypes.GROUP_CONTENTS, content.resource(), "",
                    patch -> GroupContents.bind(patch, content, group));
            case GroupStep.MakeMember(SnapshotObject content, JsonNode info) -> {
                Optional<String> problem = new GroupMember(group, content, info).make(turn);
                if (problem.isPresent()) {
                    fail(turn, group, "SnapshotContentCreationFailed", "failed to create the snapshots of the group: " + problem.get());
                    return Went.NO_FURTHER;
                }
            }
            case GroupStep.SayStatus(SnapshotObject content) -> say(turn, group, content);
            case GroupStep.MarkDeleted(SnapshotObject content) -> mark(turn, content);
            case GroupStep.DeleteContent(SnapshotObject content) -> turn.writes().delete(SnapshotTypes.GROUP_CONTENTS, content.resource());
            case GroupStep.DeleteMember(SnapshotObject member) -> turn.writes().delete(SnapshotTypes.SNAPSHOTS, member.resource());
            case GroupStep.Fail(String reason, String message) -> fail(turn, group, reason, message);
            case GroupStep.Warn(String reason, String message) -> turn.event(group.resource(), Severity.Warning, reason, message);
        }
        return Went.ON;
    }

    private static void create(Turn turn, SnapshotObject group, SnapshotObject groupClass, List<PersistentVolume> volumes) {
        SnapshotObject content = SnapshotObject.of(turn.writes().create(SnapshotTypes.GROUP_CONTENTS, GroupContents.made(group, groupClass, volumes)));
        turn.event(group.resource(), Severity.Normal, "CreatingGroupSnapshot",
                "Waiting for a group snapshot %s/%s to be created by the CSI driver.".formatted(group.namespace(), group.name()));
        say(turn, group, content);
    }

    private static void say(Turn turn, SnapshotObject group, SnapshotObject content) {
        GroupStatus wanted = GroupStatus.of(group, content);
        if (wanted.status().equals(group.at("status"))) {
            return;
        }
        write(turn, group, wanted.status());
        if (wanted.created()) {
            turn.event(group.resource(), Severity.Normal, "GroupSnapshotCreated",
                    "GroupSnapshot %s/%s was successfully created by the CSI driver.".formatted(group.namespace(), group.name()));
        }
        if (wanted.ready()) {
            turn.event(group.resource(), Severity.Normal, "GroupSnapshotReady", "GroupSnapshot %s/%s is ready to use.".formatted(group.namespace(),
                    group.name()));
        }
    }

    private static void fail(Turn turn, SnapshotObject group, String reason, String message) {
        if (group.text("status", "error", "message").equals(message)) {
            return;
        }
        ObjectNode status = group.status();
        status.put("readyToUse", false).putObject("error").put("message", message).put("time", turn.now().truncatedTo(ChronoUnit.SECONDS).toString());
        write(turn, group, status);
        turn.event(group.resource(), Severity.Warning, reason, message);
    }

    /// A merge leaves what it does not name: an error that is over is named.
    private static void write(Turn turn, SnapshotObject group, ObjectNode status) {
        turn.writes().merge(SnapshotTypes.GROUPS, group.resource(), "status", patch -> {
            patch.putObject("metadata").put("uid", group.uid());
            patch.set("status", status.has("error") ? status : status.deepCopy().putNull("error"));
        });
    }
}
