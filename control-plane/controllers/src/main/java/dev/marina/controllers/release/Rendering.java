package dev.marina.controllers.release;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import dev.marina.store.Stored;

/// Has sources rendered, each by a pod of its cluster, which is asked for what it has printed.
final class Rendering {

    private static final GroupVersionResource PODS = Types.PODS.resource();
    /// Of one cluster, at once.
    private static final int MOST = 3;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);
    /// What is packed in Base64, and what `git` says before.
    private static final int MOST_PRINTED = 1 << 20;

    private final ReleaseAccess access;

    Rendering(ReleaseAccess access) {
        this.access = access;
    }

    /// What came of it so far.
    sealed interface Step {

        /// @param why what it waits for
        record Waits(String why, Outcome outcome) implements Step {}

        record Ended(Rendered rendered) implements Step {}
    }

    Step step(Progress progress, String wanted) {
        Optional<Document> pod = pod(progress);
        if (pod.isEmpty()) {
            return make(progress, wanted);
        }
        if (!pod.get().annotations().getOrDefault(RenderPod.WANTED, "").equals(wanted)) {
            clear(progress);
            return new Step.Waits("It is being rendered", Outcome.recheckAfter(SOON));
        }
        return switch (pod.get().text("status", "phase")) {
            case "Succeeded", "Failed" -> ended(progress, pod.get());
            default -> new Step.Waits(waiting(pod.get()), Outcome.SETTLED);
        };
    }

    private Step ended(Progress progress, Document pod) {
        if (pod.text("status", "reason").equals("DeadlineExceeded")) {
            return new Step.Ended(new Rendered.Failed("rendering took longer than two minutes"));
        }
        boolean memory = pod.at("status", "containerStatuses").valueStream()
                .anyMatch(each -> each.path("state").path("terminated").path("reason").asText().equals("OOMKilled"));
        if (memory) {
            return new Step.Ended(new Rendered.Failed("rendering took more memory than it may"));
        }
        return access.printed(progress.turn().writes().call(), RenderPod.NAMESPACE, pod.name(), MOST_PRINTED)
                .<Step>map(text -> new Step.Ended(Rendered.of(text))).orElseGet(() -> new Step.Waits("It is being rendered", Outcome.recheckAfter(SOON)));
    }

    private static String waiting(Document pod) {
        return pod.at("status", "containerStatuses").valueStream().map(each -> each.path("state").path("waiting").path("message").asText())
                .filter(message -> !message.isEmpty()).findFirst().map(message -> "It waits to be rendered: " + message).orElse("It is being rendered");
    }

    private Step make(Progress progress, String wanted) {
        Turn turn = progress.turn();
        if (running(turn) >= MOST) {
            return new Step.Waits("It waits for one of %d others of the cluster to be rendered".formatted(MOST), Outcome.recheckAfter(LATER));
        }
        try {
            if (turn.snapshot().find(Types.NAMESPACES, "", RenderPod.NAMESPACE).isEmpty()) {
                turn.writes().client().create(turn.writes().call(), Types.NAMESPACES.resource(),
                        Document.object("v1", "Namespace").with(RenderPod.NAMESPACE, "metadata", "name").with("baseline", "metadata", "labels",
                                "pod-security.kubernetes.io/enforce"));
            }
            if (turn.snapshot().find(Types.SERVICE_ACCOUNTS, RenderPod.NAMESPACE, "default").isEmpty()) {
                // pods are refused without an account
                return new Step.Waits("It is being rendered", Outcome.recheckAfter(SOON));
            }
            turn.writes().client().create(turn.writes().call(), PODS, RenderPod.of(progress.application(), wanted,
                    access.registry(turn.cluster())));
            return new Step.Waits("It is being rendered", Outcome.SETTLED);
        } catch (StatusException e) {
            if (e.is("AlreadyExists")) {
                return new Step.Waits("It is being rendered", Outcome.recheckAfter(SOON));
            }
            if (e.code() >= 500) {
                throw e;
            }
            return new Step.Ended(new Rendered.Failed("no pod can be made: " + e.getMessage()));
        }
    }

    private static long running(Turn turn) {
        try (Stream<Stored> pods = turn.snapshot().image().list(Types.PODS.groupResource(), RenderPod.NAMESPACE)) {
            return pods.filter(pod -> !pod.opaque()).map(pod -> pod.fields().selectable().getOrDefault("status.phase", ""))
                    .filter(phase -> !phase.equals("Succeeded") && !phase.equals("Failed")).count();
        }
    }

    private static Optional<Document> pod(Progress progress) {
        ClusterId cluster = progress.turn().cluster();
        return progress.turn().snapshot()
                .stored(new ObjectKey(cluster, Types.PODS.groupResource(), RenderPod.NAMESPACE, RenderPod.name(progress.application())))
                .filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()));
    }

    /// May be called twice.
    static void clear(Progress progress) {
        Optional<Document> pod = pod(progress).filter(each -> !each.terminating());
        if (pod.isEmpty()) {
            return;
        }
        try {
            progress.turn().writes().client().delete(progress.turn().writes().call(), PODS, RenderPod.NAMESPACE, pod.get().name(),
                    Document.object("v1", "DeleteOptions").with(0, "gracePeriodSeconds"));
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }
}
