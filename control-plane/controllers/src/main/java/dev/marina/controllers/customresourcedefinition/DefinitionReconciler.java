package dev.marina.controllers.customresourcedefinition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
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
import dev.marina.store.StoreEvent;
import dev.marina.store.Derived;
import dev.marina.store.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Carries out [NamesPlan]s, and deletes the objects of a type that is going. A part of serving the API, so that no gate of a
/// tenant holds it up. One worker, since a name is granted by looking at who has which; its turns are short.
public final class DefinitionReconciler implements Reconciler {

    private static final GroupVersionResource DEFINITIONS = new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";
    private static final int MOST_A_TURN = 200;
    private static final Duration RECHECK = Duration.ofSeconds(5);

    /// Read once for each version of a definition; a cluster may have hundreds, and each asks for all of its group.
    private final Derived<Stored, NameClaims> claims = new Derived<>();

    public static Controller controller() {
        return Controller.named("customresourcedefinition").source(new Definitions()).platform().with(new DefinitionReconciler());
    }

    private static ObjectKey key(Snapshot snapshot, String name) {
        return new ObjectKey(snapshot.cluster(), DEFINITIONS.groupResource(), "", name);
    }

    /// Definitions; those beside one that changed, since it may have let go of a name; and those whose objects disappear.
    private static final class Definitions implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("CustomResourceDefinition", key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().list(DEFINITIONS.groupResource(), "").map(stored -> new ClusterKey(snapshot.cluster(), "", stored.key().name()));
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            if (event.key().resource().equals(DEFINITIONS.groupResource())) {
                ClusterKey itself = new ClusterKey(snapshot.cluster(), "", event.key().name());
                return event.deletion() ? Stream.concat(Stream.of(itself), neighbours(event.key().name(), snapshot)) : Stream.of(itself);
            }
            return event.deletion()
                    ? snapshot.stored(key(snapshot, event.key().resource().toString())).filter(definition -> definition.fields().terminating()).stream()
                            .map(definition -> new ClusterKey(snapshot.cluster(), "", definition.key().name()))
                    : Stream.empty();
        }

        /// Names of definitions end in their group.
        private Stream<ClusterKey> neighbours(String name, Snapshot snapshot) {
            String group = name.substring(name.indexOf('.') + 1);
            return all(snapshot).filter(key -> key.name().endsWith("." + group));
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Stored> found = turn.snapshot().stored(key(turn.snapshot(), turn.key().name())).filter(stored -> !stored.opaque());
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Document definition = Document.parse(found.get().bytes());
        return definition.terminating() ? empty(turn, definition) : accept(turn, definition);
    }

    private Outcome accept(Turn turn, Document definition) {
        String group = definition.text("spec", "group");
        List<NameClaims> others = new ArrayList<>();
        try (Stream<Stored> all = turn.snapshot().image().list(DEFINITIONS.groupResource(), "")) {
            all.filter(stored -> !stored.opaque() && !stored.key().name().equals(definition.name()) && stored.key().name().endsWith("." + group))
                    .map(this::claims).filter(claim -> claim.group().equals(group)).forEach(others::add);
        }
        NamesPlan plan = NamesPlan.of(definition, NameClaims.together(group, others), turn.now());
        if (plan.changes(definition)) {
            patch(turn, definition, "status", patch -> {
                ObjectNode status = patch.putObject("status");
                status.set("acceptedNames", removed(definition, plan.acceptedNames()));
                plan.conditions().forEach(status.putArray("conditions")::add);
            });
        }
        return Outcome.SETTLED;
    }

    private NameClaims claims(Stored stored) {
        return claims.of(stored, each -> NameClaims.of(Document.parse(each.bytes())));
    }

    /// A merge patch takes a field away by null.
    private static ObjectNode removed(Document definition, ObjectNode names) {
        ObjectNode patch = names.deepCopy();
        definition.at("status", "acceptedNames").properties().forEach(entry -> {
            if (!names.has(entry.getKey())) {
                patch.putNull(entry.getKey());
            }
        });
        return patch;
    }

    private Outcome empty(Turn turn, Document definition) {
        if (!definition.finalizers().contains(CLEANUP)) {
            return Outcome.SETTLED;
        }
        GroupResource type = new GroupResource(definition.text("spec", "group"), definition.text("spec", "names", "plural"));
        if (turn.snapshot().image().count(type) == 0) {
            patch(turn, definition, "", patch -> {
                ArrayNode rest = patch.withObject("/metadata").putArray("finalizers");
                definition.finalizers().stream().filter(name -> !name.equals(CLEANUP)).forEach(rest::add);
            });
            return Outcome.SETTLED;
        }
        List<ObjectNode> conditions = new ArrayList<>();
        definition.at("status", "conditions").forEach(condition -> conditions.add(condition.deepCopy()));
        if (NamesPlan.find(conditions, "Terminating").isEmpty()) {
            NamesPlan.set(conditions, "Terminating", true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", turn.now());
            patch(turn, definition, "status", patch -> conditions.forEach(patch.putObject("status").putArray("conditions")::add));
        }
        String version = definition.at("spec", "versions").path(0).path("name").asText();
        try (Stream<Stored> all = turn.snapshot().image().list(type, "")) {
            List<Stored> next = all.filter(stored -> !stored.fields().terminating()).limit(MOST_A_TURN).toList();
            next.forEach(stored -> delete(turn, type.withVersion(version), stored));
            return Outcome.recheckAfter(next.size() == MOST_A_TURN ? Duration.ZERO : RECHECK);
        }
    }

    private static void delete(Turn turn, GroupVersionResource type, Stored stored) {
        Document options = Document.object("v1", "DeleteOptions").with("Background", "propagationPolicy");
        unlessGone(() -> turn.writes().client().delete(turn.writes().call(), type, stored.key().namespace(), stored.key().name(), options));
    }

    /// Compared by version, since lists are replaced as a whole.
    private static void patch(Turn turn, Document definition, String subresource, Consumer<ObjectNode> change) {
        ObjectNode patch = Document.mapper().createObjectNode();
        patch.putObject("metadata").put("uid", definition.uid()).put("resourceVersion", definition.resourceVersion());
        change.accept(patch);
        unlessGone(() -> turn.writes().client().patch(turn.writes().call(), DEFINITIONS, "", definition.name(), subresource, PatchType.MERGE,
                Document.of(patch).bytes()));
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
}
