package dev.marina.controllers.podgc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodDisruption;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Carries [Verdict]s out.
public final class PodGarbageReconciler implements Reconciler {

    private static final String NODE_NAME = "spec.nodeName";
    /// In place of a name: all pods of the cluster that have ended, looked at together however many end.
    private static final String ENDED = "";

    private final int most;
    /// Since when a node that pods name is not there: found again by looking.
    private final ConcurrentHashMap<ClusterKey, Instant> missing = new ConcurrentHashMap<>();

    /// @param most pods that may have ended
    PodGarbageReconciler(int most) {
        this.most = most;
    }

    public static Controller controller() {
        return Controller.named("pod-garbage-collector").source(new Suspects()).workers(2).with(new PodGarbageReconciler(EndedPods.MOST));
    }

    /// Pods that end, that are being deleted, or whose node may not be there; told by extracted fields.
    private static final class Suspects implements Source {

        @Override
        public Subject subject(ClusterKey key) {
            return new Subject(Types.PODS.kind(), key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().list(Types.PODS.groupResource(), "").flatMap(pod -> keys(pod, snapshot)).distinct();
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            if (event.key().resource().equals(Types.NODES.groupResource())) {
                boolean ends = event.deletion()
                        || event.current().flatMap(stored -> snapshot.decoder().decode(stored, Types.NODES.model())).filter(Verdict::outOfService).isPresent();
                return !ends
                        ? Stream.empty()
                        : snapshot.byField(Types.PODS, "", NODE_NAME, event.key().name()).stream()
                                .map(pod -> new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName()));
            }
            return event.key().resource().equals(Types.PODS.groupResource())
                    ? event.current().stream().flatMap(pod -> keys(pod, snapshot))
                    : Stream.empty();
        }

        /// Itself, where nobody may end it; and all of the cluster's that have ended, where it has.
        private static Stream<ClusterKey> keys(Stored pod, Snapshot snapshot) {
            String node = pod.fields().selectable().getOrDefault(NODE_NAME, "");
            boolean suspect = pod.fields().terminating() || !node.isEmpty() && snapshot.stored(Types.NODES.key(snapshot.cluster(), "", node)).isEmpty();
            Stream<ClusterKey> itself = suspect
                    ? Stream.of(new ClusterKey(snapshot.cluster(), pod.key().namespace(), pod.key().name()))
                    : Stream.empty();
            return EndedPods.ended(pod) ? Stream.concat(itself, Stream.of(new ClusterKey(snapshot.cluster(), "", ENDED))) : itself;
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        if (turn.key().name().equals(ENDED)) {
            EndedPods.surplus(snapshot, most).forEach(each -> remove(turn, each, Optional.empty()));
            return Outcome.SETTLED;
        }
        Optional<Pod> found = turn.find(Types.PODS);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Pod pod = found.get();
        String nodeName = PodState.nodeName(pod);
        Optional<Node> node = snapshot.find(Types.NODES, "", nodeName);
        return switch (Verdict.of(pod, nodeName, node, missingFor(turn, nodeName, node.isPresent()))) {
            case Verdict.Keep _ -> Outcome.SETTLED;
            case Verdict.Wait(Duration left) -> Outcome.recheckAfter(left);
            case Verdict.Remove(Optional<PodDisruption> disruption) -> {
                remove(turn, pod, disruption);
                yield Outcome.SETTLED;
            }
        };
    }

    private Duration missingFor(Turn turn, String nodeName, boolean there) {
        ClusterKey key = new ClusterKey(turn.cluster(), "", nodeName);
        if (there || nodeName.isEmpty()) {
            missing.remove(key);
            return Duration.ZERO;
        }
        return Duration.between(missing.computeIfAbsent(key, _ -> turn.realNow()), turn.realNow());
    }

    /// Nobody else will say that it has ended. markFailedAndDeletePodWithCondition
    private static void remove(Turn turn, Pod pod, Optional<PodDisruption> disruption) {
        Pod current = pod;
        if (!PodState.ended(pod)) {
            Pod said = disruption.map(each -> each.on(pod, turn.now())).orElse(pod);
            current = turn.writes().updateStatus(Types.PODS, new PodBuilder(said).editOrNewStatus().withPhase("Failed").endStatus().build());
        }
        ObjectNode options = Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions").put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
        turn.writes().delete(Types.PODS, current, options);
    }

    @Override
    public void forget(ClusterId cluster) {
        missing.keySet().removeIf(key -> key.cluster().equals(cluster));
    }
}
