package dev.marina.labs.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.source.ClusterLabs;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Has repositories of labs fetched, each by a pod of its cluster, and keeps what was fetched last.
public final class LabFetchReconciler implements Reconciler {

    private static final GroupVersionResource SOURCES = new GroupVersionResource("learn.marina.dev", "v1", "labsources");
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");
    /// An archive of 256 KiB in Base64, and what `git` says before.
    private static final int MOST_BYTES = 512 << 10;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final PodLog log;

    private LabFetchReconciler(PodLog log) {
        this.log = log;
    }

    public static Controller controller(PodLog log) {
        return Controller.named("lab-fetch").source(new FetchSource()).workers(2).platform().with(new LabFetchReconciler(log));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Document> found = find(turn, ClusterLabs.SOURCES, "", turn.key().name()).filter(source -> !source.has("metadata", "deletionTimestamp"));
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Document source = found.get();
        return switch (FetchPlan.of(source, find(turn, PODS.groupResource(), FetchPod.NAMESPACE, FetchPod.name(source.name())))) {
            case FetchPlan.Settled _ -> Outcome.SETTLED;
            case FetchPlan.Make _ -> make(turn, source);
            case FetchPlan.Read _ -> read(turn, source);
            case FetchPlan.Fail(String why) -> fail(turn, source, why);
            case FetchPlan.Clear _ -> clear(turn, source);
        };
    }

    private static Optional<Document> find(Turn turn, GroupResource type, String namespace, String name) {
        return turn.snapshot().stored(new ObjectKey(turn.cluster(), type, namespace, name)).filter(stored -> !stored.opaque())
                .map(stored -> Document.parse(stored.bytes()));
    }

    private static Outcome make(Turn turn, Document source) {
        try {
            if (find(turn, NAMESPACES.groupResource(), "", FetchPod.NAMESPACE).isEmpty()) {
                turn.writes().client().create(turn.writes().call(), NAMESPACES,
                        Document.object("v1", "Namespace").with(FetchPod.NAMESPACE, "metadata", "name").with("baseline", "metadata", "labels",
                                "pod-security.kubernetes.io/enforce"));
            }
            if (find(turn, new GroupResource("", "serviceaccounts"), FetchPod.NAMESPACE, "default").isEmpty()) {
                // pods are refused without an account
                return Outcome.recheckAfter(SOON);
            }
            turn.writes().client().create(turn.writes().call(), PODS, FetchPod.of(source));
            return Outcome.SETTLED;
        } catch (StatusException e) {
            if (e.is("AlreadyExists")) {
                return Outcome.recheckAfter(SOON);
            }
            if (e.code() >= 500) {
                throw e;
            }
            return fail(turn, source, "no pod can be made: " + e.getMessage());
        }
    }

    private Outcome read(Turn turn, Document source) {
        Optional<String> said = log.read(turn.writes().call(), FetchPod.NAMESPACE, FetchPod.name(source.name()), MOST_BYTES);
        if (said.isEmpty()) {
            return Outcome.recheckAfter(SOON);
        }
        return switch (Fetched.of(said.get())) {
            case Fetched.Failed(String why) -> fail(turn, source, why);
            case Fetched.Labs(String commit, String archive) -> {
                try {
                    write(turn, source, status -> {
                        status.remove("message");
                        status.withObjectProperty("fetched").put("revision", commit).put("archive", archive);
                    });
                    yield Outcome.SETTLED;
                } catch (StatusException e) {
                    if (e.code() != 422) {
                        throw e;
                    }
                    yield fail(turn, source, e.getMessage());
                }
            }
        };
    }

    /// What was fetched before stays. Somebody has to ask for it again.
    private static Outcome fail(Turn turn, Document source, String why) {
        write(turn, source, status -> status.put("message", why));
        return Outcome.SETTLED;
    }

    /// The change brings the source here again, and its pod goes then.
    private static void write(Turn turn, Document source, Consumer<ObjectNode> change) {
        turn.writes().client().update(turn.writes().call(), SOURCES, "status", source.edited(root -> {
            ObjectNode status = root.withObjectProperty("status");
            status.withObjectProperty("fetched").put("source", FetchPlan.wanted(source));
            change.accept(status);
        }));
    }

    private static Outcome clear(Turn turn, Document source) {
        try {
            turn.writes().client().delete(turn.writes().call(), PODS, FetchPod.NAMESPACE, FetchPod.name(source.name()),
                    Document.object("v1", "DeleteOptions").with(0, "gracePeriodSeconds"));
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
        return Outcome.SETTLED;
    }
}
