package dev.marina.controllers.namespace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.FurtherContent;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Empties terminating namespaces of objects of every type, whoever defined it.
public final class NamespaceReconciler implements Reconciler {

    private static final GroupResource NAMESPACES = Types.NAMESPACES.groupResource();
    private static final String FINALIZER = "kubernetes";
    private static final Duration RECHECK = Duration.ofSeconds(2);
    /// A server of a cluster's own that does not answer has taken its time already.
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(15);
    private static final int WORKERS = 8;

    private final FurtherApis further;

    NamespaceReconciler(FurtherApis further) {
        this.further = further;
    }

    public static Controller controller(FurtherApis further) {
        return Controller.named("namespace").source(new Terminating()).workers(WORKERS).with(new NamespaceReconciler(further));
    }

    /// Namespaces that change, and those in which something disappears.
    private static final class Terminating implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject(Types.NAMESPACES.kind(), key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().list(NAMESPACES, "").filter(stored -> stored.fields().terminating())
                    .map(stored -> new ClusterKey(snapshot.cluster(), "", stored.key().name()));
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            String namespace = event.key().resource().equals(NAMESPACES) ? event.key().name() : event.deletion() ? event.key().namespace() : "";
            boolean terminating = !namespace.isEmpty() && snapshot.stored(Types.NAMESPACES.key(snapshot.cluster(), "", namespace))
                    .filter(stored -> stored.fields().terminating()).isPresent();
            return terminating ? Stream.of(new ClusterKey(snapshot.cluster(), "", namespace)) : Stream.empty();
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        String namespace = turn.key().name();
        boolean terminating = turn.snapshot().stored(Types.NAMESPACES.key(turn.cluster(), "", namespace))
                .filter(stored -> stored.fields().terminating() && !stored.opaque()).isPresent();
        if (!terminating) {
            return Outcome.SETTLED;
        }
        NamespacePlan.of(content(turn.snapshot(), namespace)).delete().forEach(stored -> delete(turn, stored));
        NamespacePlan rest = NamespacePlan.of(content(turn.snapshot(), namespace));
        if (!rest.delete().isEmpty()) {
            report(turn, rest, FurtherContent.NONE);
            return Outcome.recheckAfter(Duration.ZERO);
        }
        FurtherContent beyond = rest.waitsForPods() ? FurtherContent.NONE : further.empty(turn.cluster(), namespace);
        if (!rest.content().isEmpty() || !beyond.gone()) {
            report(turn, rest, beyond);
            return Outcome.recheckAfter(beyond.failures().isEmpty() && beyond.undiscovered().isEmpty() ? RECHECK : AFTER_A_FAILURE);
        }
        turn.snapshot().stored(Types.NAMESPACES.key(turn.cluster(), "", namespace)).ifPresent(stored -> letGo(turn, Document.parse(stored.bytes())));
        return Outcome.SETTLED;
    }

    static List<Stored> content(Snapshot snapshot, String namespace) {
        return snapshot.image().resources().stream().flatMap(resource -> snapshot.image().list(resource, namespace)).toList();
    }

    private static void delete(Turn turn, Stored stored) {
        GroupResource resource = stored.key().resource();
        String version = stored.opaque() ? "v1" : GroupVersionKind.of(Document.parse(stored.bytes()).apiVersion(), "").version();
        Document options = Document.object("v1", "DeleteOptions").with("Background", "propagationPolicy");
        try {
            client(turn).delete(turn.writes().call(), new GroupVersionResource(resource.group(), version, resource.resource()),
                    stored.key().namespace(), stored.key().name(), options);
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }

    /// Says in the conditions what the deletion waits for.
    private static void report(Turn turn, NamespacePlan rest, FurtherContent beyond) {
        turn.find(Types.NAMESPACES).ifPresent(namespace -> {
            var before = namespace.getStatus() == null ? List.<io.fabric8.kubernetes.api.model.NamespaceCondition>of() : namespace.getStatus().getConditions();
            var conditions = rest.conditions(beyond, before, turn.now());
            if (!conditions.equals(before)) {
                turn.writes().merge(Types.NAMESPACES, namespace, "status",
                        patch -> patch.putObject("status").set("conditions", Document.mapper().valueToTree(conditions)));
            }
        });
    }

    private static void letGo(Turn turn, Document namespace) {
        ArrayNode rest = Document.mapper().createArrayNode();
        namespace.at("spec", "finalizers").forEach(name -> {
            if (!name.asText().equals(FINALIZER)) {
                rest.add(name);
            }
        });
        try {
            client(turn).update(turn.writes().call(), Types.NAMESPACES.resource(), "finalize", namespace.with(rest, "spec", "finalizers"));
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }

    private static ClusterClient client(Turn turn) {
        return turn.writes().client();
    }
}
