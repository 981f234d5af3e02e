package dev.marina.labs.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.grading.Kinds;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What is written for a run: by the grader's own service account, and what the lab itself makes and breaks by the lab's; through the filters of everybody,
/// because of the run.
///
/// @param lab acts for the lab
record RunWrites(Turn turn, LabRun run, Kinds kinds, ClusterClient lab) {

    private static final Set<String> PROPAGATION = Set.of("foregroundDeletion", "orphan");

    /// @param acting for labs that are not the installation's
    static RunWrites of(Turn turn, LabRun run, Kinds kinds, Acting acting) {
        return new RunWrites(turn, run, kinds, run.lab().authored() ? acting.as(LabAccount.of(run)) : turn.writes().client());
    }

    private ClusterClient client() {
        return turn.writes().client();
    }

    private ClusterClient.Call call() {
        return turn.writes().call();
    }

    /// Answers the run as it is stored then. Nothing is written where nothing changes but the version.
    Document status(Document made) {
        // numbers are compared as they are read back
        Document status = Document.parse(made.bytes());
        Document before = Document.of(run.document().at("status") instanceof ObjectNode node ? node : Document.mapper().createObjectNode());
        if (before.without("version").equals(status.without("version"))) {
            return run.document();
        }
        return client().update(call(), LabRun.TYPE, "status", run.document().with(status.root(), "status"));
    }

    /// A status with some fields changed.
    Document status(Consumer<ObjectNode> change) {
        return status(Document.of((ObjectNode) run.document().edited(root -> change.accept(root.withObjectProperty("status"))).at("status")));
    }

    /// Where the run takes place; it goes with the run. In one of a lab that nobody answers for, no pod may be more than an ordinary one.
    void place() {
        Document namespace = Document.object("v1", "Namespace").with(run.namespace(), "metadata", "name");
        create(client(), run.lab().authored() ? namespace.with("baseline", "metadata", "labels", "pod-security.kubernetes.io/enforce") : namespace);
    }

    /// What the lab may there.
    void bind() {
        if (run.lab().authored()) {
            create(client(), LabAccount.of(run).binding(run));
        }
    }

    void create(Document manifest) {
        create(lab, manifest);
    }

    /// What is there already stays as it is. What has no namespace goes with the run.
    private void create(ClusterClient by, Document manifest) {
        ServedKind kind = kinds.find(manifest.groupVersionKind()).orElseThrow(() -> new StatusException(404, "NotFound",
                "no matches for kind \"%s\" in group \"%s\"".formatted(manifest.kind(), manifest.groupVersionKind().group()), StatusException.Details.NONE));
        Document object = kind.namespaced()
                ? manifest.namespace().isEmpty() ? manifest.with(run.namespace(), "metadata", "namespace") : manifest
                : owned(manifest);
        try {
            by.create(call(), new GroupVersionResource(kind.resource().group(), manifest.groupVersionKind().version(), kind.resource().resource()),
                    object);
        } catch (StatusException e) {
            if (!e.is("AlreadyExists")) {
                throw e;
            }
        }
    }

    /// The garbage collector takes it away when the run is gone.
    Document owned(Document object) {
        return object.edited(root -> root.withObjectProperty("metadata").putArray("ownerReferences").addObject().put("apiVersion", "learn.marina.dev/v1")
                .put("kind", "LabRun").put("name", run.document().name()).put("uid", run.document().uid()).put("controller", true));
    }

    /// What the lab breaks. Succeeds when it is gone already.
    void strike(Stored stored) {
        delete(lab, stored, false);
    }

    /// Succeeds when it is gone already.
    ///
    /// @param atOnce of a pod: nobody waits for its containers
    void delete(Stored stored, boolean atOnce) {
        delete(client(), stored, atOnce);
    }

    private void delete(ClusterClient by, Stored stored, boolean atOnce) {
        Document object = Document.parse(stored.bytes());
        Document options = Document.object("v1", "DeleteOptions").with("Background", "propagationPolicy").with(stored.fields().uid(), "preconditions", "uid");
        try {
            by.delete(call(), new GroupVersionResource(stored.key().resource().group(), object.groupVersionKind().version(),
                    stored.key().resource().resource()), stored.key().namespace(), stored.key().name(),
                    atOnce ? options.with(0, "gracePeriodSeconds") : options);
        } catch (StatusException e) {
            // another one of its name is not meant
            if (!e.is("NotFound") && !e.is("Conflict")) {
                throw e;
            }
        }
    }

    /// Takes off finalizers that nobody of the cluster's own takes off.
    void release(Stored stored) {
        Document object = Document.parse(stored.bytes());
        List<String> kept = object.finalizers().stream().filter(name -> name.contains("kubernetes.io/") || PROPAGATION.contains(name)).toList();
        if (kept.size() == object.finalizers().size()) {
            return;
        }
        Document patch = Document.empty().edited(root -> kept.forEach(root.withObject("/metadata").putArray("finalizers")::add));
        try {
            client().patch(call(), new GroupVersionResource(stored.key().resource().group(), object.groupVersionKind().version(),
                    stored.key().resource().resource()), stored.key().namespace(), stored.key().name(), "", ClusterClient.PatchType.MERGE, patch.bytes());
        } catch (StatusException e) {
            // it went meanwhile
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }
}
