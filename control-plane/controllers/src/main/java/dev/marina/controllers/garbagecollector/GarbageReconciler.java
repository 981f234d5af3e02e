package dev.marina.controllers.garbagecollector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.garbagecollector.GarbagePlan.Dependents;
import dev.marina.controllers.garbagecollector.GarbagePlan.Owner;
import dev.marina.controllers.garbagecollector.GarbagePlan.Presence;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Carries out [GarbagePlan]s.
public final class GarbageReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("generic-garbage-collector").source(new Owned()).workers(4).with(new GarbageReconciler());
    }

    /// Objects with owners, and objects that are being deleted.
    private static final class Owned implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return Place.subject(key);
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().resources().stream().flatMap(resource -> snapshot.image().list(resource, ""))
                    .filter(stored -> !stored.fields().owners().isEmpty() || stored.fields().terminating()).map(stored -> Place.key(stored.key()));
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            if (event.deletion()) {
                Stored gone = event.previous().orElseThrow();
                return Stream.concat(snapshot.image().ownedBy(gone.fields().uid()).map(stored -> Place.key(stored.key())), owners(gone, snapshot));
            }
            Stored now = event.current().orElseThrow();
            Stream<ClusterKey> itself = !now.fields().owners().isEmpty() || now.fields().terminating() ? Stream.of(Place.key(now.key())) : Stream.empty();
            Stream<ClusterKey> lost = event.previous().filter(before -> !before.fields().owners().equals(now.fields().owners())).stream()
                    .flatMap(before -> owners(before, snapshot));
            return Stream.concat(itself, lost);
        }

        /// The owners that may have waited for this one.
        private static Stream<ClusterKey> owners(Stored stored, Snapshot snapshot) {
            return stored.fields().owners().isEmpty() || stored.opaque()
                    ? Stream.empty()
                    : GarbagePlan.owners(Document.parse(stored.bytes())).stream()
                            .flatMap(owner -> find(snapshot, stored.key().namespace(), owner).stream())
                            .filter(owner -> owner.fields().terminating()).map(owner -> Place.key(owner.key()));
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        Optional<Stored> found = snapshot.stored(Place.object(turn.key())).filter(stored -> !stored.opaque());
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Stored stored = found.get();
        Document object = Document.parse(stored.bytes());
        List<Stored> dependents = snapshot.image().ownedBy(object.uid()).filter(dependent -> !dependent.opaque()).toList();
        boolean blocked = object.terminating() && !blockers(snapshot, object.uid()).isEmpty()
                && !Circle.closed(object.uid(), uid -> blockers(snapshot, uid));
        carryOut(turn, plan(snapshot, stored, object, dependents.size(), blocked), stored, object, dependents);
        return Outcome.SETTLED;
    }

    private static GarbagePlan plan(Snapshot snapshot, Stored stored, Document object, int dependents, boolean blocked) {
        return GarbagePlan.of(object, owner -> presence(snapshot, stored.key().namespace(), owner), dependents, blocked);
    }

    private static void carryOut(Turn turn, GarbagePlan plan, Stored stored, Document object, List<Stored> dependents) {
        switch (plan.dependents()) {
            case Dependents.LEAVE -> {
            }
            case Dependents.DELETE -> dependents.stream().filter(dependent -> !dependent.fields().terminating())
                    .forEach(dependent -> letGo(turn, dependent));
            case Dependents.ORPHAN -> dependents.forEach(dependent -> disown(turn, dependent, owner -> owner.equals(object.uid())));
        }
        if (!plan.references().isEmpty()) {
            disown(turn, stored, plan.references()::contains);
        }
        if (!plan.finalizer().isEmpty()) {
            takeOff(turn, stored, object, plan.finalizer());
        }
        if (!plan.delete().isEmpty()) {
            delete(turn, stored, plan.delete());
        }
    }

    /// What its owner takes with it, by its own plan: whoever else owns it keeps it.
    private static void letGo(Turn turn, Stored dependent) {
        Document object = Document.parse(dependent.bytes());
        List<Stored> dependents = turn.snapshot().image().ownedBy(object.uid()).filter(below -> !below.opaque()).toList();
        carryOut(turn, plan(turn.snapshot(), dependent, object, dependents.size(), false), dependent, object, dependents);
    }

    /// The dependents that this owner has to wait for.
    private static List<Circle.Blocker> blockers(Snapshot snapshot, String uid) {
        return snapshot.image().ownedBy(uid).filter(dependent -> !dependent.opaque())
                .filter(dependent -> GarbagePlan.owners(Document.parse(dependent.bytes())).stream()
                        .anyMatch(owner -> owner.uid().equals(uid) && owner.blocks()))
                .map(dependent -> new Circle.Blocker(dependent.fields().uid(), waits(dependent))).toList();
    }

    private static boolean waits(Stored stored) {
        return stored.fields().terminating() && !stored.opaque() && Document.parse(stored.bytes()).finalizers().contains(GarbagePlan.FOREGROUND);
    }

    private static Presence presence(Snapshot snapshot, String namespace, Owner owner) {
        return find(snapshot, namespace, owner).map(stored -> waits(stored) ? Presence.WAITS : Presence.THERE).orElse(Presence.GONE);
    }

    /// By group, place and uid: a reference names the kind, and which type that is need not be known.
    private static Optional<Stored> find(Snapshot snapshot, String namespace, Owner owner) {
        String group = GroupVersionKind.of(owner.apiVersion(), owner.kind()).group();
        if (owner.name().isEmpty()) {
            return Optional.empty();
        }
        return snapshot.image().resources().stream().filter(resource -> resource.group().equals(group))
                .flatMap(resource -> Stream.of(namespace, "").distinct().map(place -> new ObjectKey(snapshot.cluster(), resource, place, owner.name())))
                .flatMap(key -> snapshot.stored(key).stream())
                .filter(stored -> stored.fields().uid().equals(owner.uid())).findFirst();
    }

    private static void delete(Turn turn, Stored stored, String propagation) {
        Document options = Document.object("v1", "DeleteOptions").with(propagation, "propagationPolicy")
                .with(stored.fields().uid(), "preconditions", "uid");
        unlessGone(() -> turn.writes().client().delete(turn.writes().call(), resource(stored), stored.key().namespace(), stored.key().name(), options));
    }

    private static void disown(Turn turn, Stored stored, Predicate<String> uids) {
        ArrayNode rest = Document.mapper().createArrayNode();
        for (JsonNode owner : Document.parse(stored.bytes()).at("metadata", "ownerReferences")) {
            if (!uids.test(owner.path("uid").asText())) {
                rest.add(owner);
            }
        }
        patch(turn, stored, metadata -> metadata.set("ownerReferences", rest));
    }

    private static void takeOff(Turn turn, Stored stored, Document object, String finalizer) {
        patch(turn, stored, metadata -> {
            ArrayNode rest = metadata.putArray("finalizers");
            object.finalizers().stream().filter(name -> !name.equals(finalizer)).forEach(rest::add);
        });
    }

    /// Compared by version, since lists are replaced as a whole.
    private static void patch(Turn turn, Stored stored, java.util.function.Consumer<ObjectNode> change) {
        ObjectNode patch = Document.mapper().createObjectNode();
        ObjectNode metadata = patch.putObject("metadata").put("uid", stored.fields().uid()).put("resourceVersion", stored.version().toString());
        change.accept(metadata);
        unlessGone(() -> turn.writes().client().patch(turn.writes().call(), resource(stored), stored.key().namespace(), stored.key().name(), "",
                PatchType.MERGE, Document.of(patch).bytes()));
    }

    private static void unlessGone(Runnable write) {
        try {
            write.run();
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }

    private static GroupVersionResource resource(Stored stored) {
        String version = GroupVersionKind.of(Document.parse(stored.bytes()).apiVersion(), "").version();
        return new GroupVersionResource(stored.key().resource().group(), version, stored.key().resource().resource());
    }
}
