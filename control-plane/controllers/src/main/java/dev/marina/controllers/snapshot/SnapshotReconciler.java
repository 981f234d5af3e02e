package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Brings snapshots and their contents together.
public final class SnapshotReconciler implements Reconciler {

    /// Nothing tells when a tenant's other clusters take less.
    private static final Duration REFUSED = Duration.ofMinutes(1);
    private static final Finalizer CLAIM = new Finalizer(SnapshotPlan.CLAIM);

    public static Controller controller() {
        return Controller.named("snapshot").reconciles(SnapshotTypes.SNAPSHOTS)
                .alsoWatches(SnapshotTypes.CONTENTS, (content, snapshot) -> Stream.of(SnapshotObject.of(content))
                        .filter(object -> !object.text("spec", "volumeSnapshotRef", "name").isEmpty())
                        .map(object -> new ClusterKey(snapshot.cluster(), object.text("spec", "volumeSnapshotRef", "namespace"),
                                object.text("spec", "volumeSnapshotRef", "name"))))
                .alsoWatches(SnapshotTypes.GROUPS, (group, snapshot) -> snapshot.ownedBy(SnapshotTypes.SNAPSHOTS, group.getMetadata().getUid()).stream()
                        .map(member -> new ClusterKey(snapshot.cluster(), member.getMetadata().getNamespace(), member.getMetadata().getName())))
                .alsoWatches(SnapshotTypes.CLASSES, (_, snapshot) -> waiting(snapshot))
                .alsoWatches(Types.CLAIMS, SnapshotReconciler::ofClaim)
                .workers(2).with(new SnapshotReconciler());
    }

    private static Stream<ClusterKey> waiting(Snapshot snapshot) {
        return snapshot.list(SnapshotTypes.SNAPSHOTS, "").stream().map(SnapshotObject::of).filter(each -> each.bound().isEmpty())
                .map(each -> new ClusterKey(snapshot.cluster(), each.namespace(), each.name()));
    }

    /// Those that are taken of it, and the one that it is made of.
    private static Stream<ClusterKey> ofClaim(PersistentVolumeClaim claim, Snapshot snapshot) {
        String namespace = claim.getMetadata().getNamespace();
        Stream<String> taken = snapshot.list(SnapshotTypes.SNAPSHOTS, namespace).stream().map(SnapshotObject::of)
                .filter(each -> each.claim().equals(claim.getMetadata().getName()) && (!each.ready() || each.terminating())).map(SnapshotObject::name);
        Stream<String> source = claim.getSpec().getDataSource() != null && "VolumeSnapshot".equals(claim.getSpec().getDataSource().getKind())
                ? Stream.of(claim.getSpec().getDataSource().getName())
                : Stream.empty();
        return Stream.concat(taken, source).map(name -> new ClusterKey(snapshot.cluster(), namespace, name));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<GenericKubernetesResource> found = turn.find(SnapshotTypes.SNAPSHOTS);
        if (found.isEmpty()) {
            letGo(turn);
            return Outcome.SETTLED;
        }
        SnapshotWorld world = SnapshotWorld.of(turn.snapshot(), found.get());
        for (SnapshotStep step : SnapshotPlan.of(world).steps()) {
            try {
                carryOut(turn, world.snapshot(), step);
            } catch (StatusException refused) {
                if (!(step instanceof SnapshotStep.CreateContent) || !refused.is("Forbidden")) {
                    throw refused;
                }
                fail(turn, world.snapshot(), SnapshotPlan.CREATION_FAILED, "Failed to create snapshot content with error " + refused.getMessage());
                return Outcome.recheckAfter(REFUSED);
            }
        }
        return Outcome.SETTLED;
    }

    /// A content that somebody deletes waits for its snapshot to be deleted; of one whose snapshot is gone nobody else would say so.
    private static void letGo(Turn turn) {
        turn.snapshot().list(SnapshotTypes.CONTENTS, "").stream().map(SnapshotObject::of)
                .filter(content -> content.terminating() && !content.annotations().containsKey(SnapshotPlan.BEING_DELETED)
                        && content.text("spec", "driver").equals(VolumeDriver.NAME)
                        && content.names(turn.key().namespace(), turn.key().name()))
                .forEach(content -> mark(turn, content));
    }

    private static void mark(Turn turn, SnapshotObject content) {
        turn.writes().merge(SnapshotTypes.CONTENTS, content.resource(), "",
                patch -> patch.putObject("metadata").put("uid", content.uid()).putObject("annotations").put(SnapshotPlan.BEING_DELETED, "yes"));
    }

    private static void carryOut(Turn turn, SnapshotObject snapshot, SnapshotStep step) {
        switch (step) {
            case SnapshotStep.HoldClaim(PersistentVolumeClaim claim) -> CLAIM.hold(turn, Types.CLAIMS, claim);
            case SnapshotStep.ReleaseClaim(PersistentVolumeClaim claim) -> CLAIM.release(turn, Types.CLAIMS, claim);
            case SnapshotStep.Finalizers(List<String> wanted) -> turn.writes().merge(SnapshotTypes.SNAPSHOTS, snapshot.resource(), "", patch -> {
                var list = patch.putObject("metadata").put("uid", snapshot.uid()).putArray("finalizers");
                wanted.forEach(list::add);
            });
            case SnapshotStep.SetClass(String name) -> turn.writes().merge(SnapshotTypes.SNAPSHOTS, snapshot.resource(), "", patch -> {
                patch.putObject("metadata").put("uid", snapshot.uid());
                patch.putObject("spec").put("volumeSnapshotClassName", name);
            });
            case SnapshotStep.CreateContent create -> create(turn, snapshot, create);
            case SnapshotStep.Bind(SnapshotObject content) -> turn.writes().merge(SnapshotTypes.CONTENTS, content.resource(), "",
                    patch -> SnapshotContents.bind(patch, content, snapshot));
            case SnapshotStep.SayStatus(SnapshotObject content) -> say(turn, snapshot, content);
            case SnapshotStep.MarkDeleted(SnapshotObject content) -> mark(turn, content);
            case SnapshotStep.DeleteContent(SnapshotObject content) -> turn.writes().delete(SnapshotTypes.CONTENTS, content.resource());
            case SnapshotStep.Fail(String reason, String message) -> fail(turn, snapshot, reason, message);
            case SnapshotStep.Warn(String reason, String message) -> turn.event(snapshot.resource(), Severity.Warning, reason, message);
        }
    }

    private static void create(Turn turn, SnapshotObject snapshot, SnapshotStep.CreateContent create) {
        SnapshotObject content = SnapshotObject.of(turn.writes().create(SnapshotTypes.CONTENTS,
                SnapshotContents.made(snapshot, create.snapshotClass(), create.volume())));
        turn.event(snapshot.resource(), Severity.Normal, "CreatingSnapshot",
                "Waiting for a snapshot %s/%s to be created by the CSI driver.".formatted(snapshot.namespace(), snapshot.name()));
        say(turn, snapshot, content);
    }

    private static void say(Turn turn, SnapshotObject snapshot, SnapshotObject content) {
        SnapshotStatus wanted = SnapshotStatus.of(snapshot, content);
        if (wanted.status().equals(snapshot.at("status"))) {
            return;
        }
        write(turn, snapshot, wanted.status());
        if (wanted.created()) {
            turn.event(snapshot.resource(), Severity.Normal, "SnapshotCreated",
                    "Snapshot %s/%s was successfully created by the CSI driver.".formatted(snapshot.namespace(), snapshot.name()));
        }
        if (wanted.ready()) {
            turn.event(snapshot.resource(), Severity.Normal, "SnapshotReady", "Snapshot %s/%s is ready to use.".formatted(snapshot.namespace(),
                    snapshot.name()));
        }
    }

    private static void fail(Turn turn, SnapshotObject snapshot, String reason, String message) {
        if (snapshot.text("status", "error", "message").equals(message)) {
            return;
        }
        ObjectNode status = snapshot.status();
        status.put("readyToUse", false).putObject("error").put("message", message).put("time", turn.now().truncatedTo(ChronoUnit.SECONDS).toString());
        write(turn, snapshot, status);
        turn.event(snapshot.resource(), Severity.Warning, reason, message);
    }

    /// A merge leaves what it does not name: an error that is over is named.
    private static void write(Turn turn, SnapshotObject snapshot, ObjectNode status) {
        turn.writes().merge(SnapshotTypes.SNAPSHOTS, snapshot.resource(), "status", patch -> {
            patch.putObject("metadata").put("uid", snapshot.uid());
            patch.set("status", status.has("error") ? status : status.deepCopy().putNull("error"));
        });
    }
}
