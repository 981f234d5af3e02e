package dev.marina.controllers.build;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Build;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries builds out, each in a pod.
public final class BuildReconciler implements ObjectReconciler<Build> {

    /// In one namespace at a time: each may take a processor and half a gibibyte.
    static final int MOST_RUNNING = 2;
    /// Pods of builds that have ended stay for their logs; of more than these the oldest go. The Builds themselves stay.
    static final int PODS_KEPT = 10;
    private static final Duration TURN = Duration.ofSeconds(10);

    private final ClusterStore store;
    private final BuildPlace place;

    BuildReconciler(ClusterStore store, BuildPlace place) {
        this.store = store;
        this.place = place;
    }

    public static Controller controller(ClusterStore store, BuildPlace place) {
        return Controller.named("build").reconciles(Types.BUILDS).alsoWatches(Types.PODS, Mapper.owner(Types.BUILDS)).workers(2).platform()
                .with(new BuildReconciler(store, place));
    }

    @Override
    public ResourceType<Build> type() {
        return Types.BUILDS;
    }

    @Override
    public Outcome reconcile(Turn turn, Build build) {
        ClusterRecord cluster = store.find(turn.cluster()).orElseThrow(() -> new IllegalStateException("the cluster is gone"));
        BuildPod maker = new BuildPod(place, cluster.tenant(), cluster.name());
        List<Pod> pods = pods(turn.snapshot(), build.getMetadata().getNamespace());
        BuildPlan plan = BuildPlan.of(build, own(pods, build), running(pods, build), MOST_RUNNING, maker.repository(build), turn.now());
        if (plan.create() && !make(turn, build, maker)) {
            return Outcome.SETTLED;
        }
        if (!plan.status().equals(build.getStatus())) {
            report(turn, build, plan.status());
        }
        clear(turn, build, pods);
        return plan.waits() ? Outcome.recheckAfter(TURN) : Outcome.SETTLED;
    }

    private static List<Pod> pods(Snapshot snapshot, String namespace) {
        return snapshot.list(Types.PODS, namespace).stream().filter(pod -> labels(pod).containsKey(Build.LABEL))
                .filter(pod -> Snapshot.controller(pod).filter(owner -> owner.getKind().equals("Build")).isPresent()).toList();
    }

    private static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    private static Optional<Pod> own(List<Pod> pods, Build build) {
        return pods.stream().filter(pod -> Snapshot.controller(pod).orElseThrow().getUid().equals(build.getMetadata().getUid())).findFirst();
    }

    private static int running(List<Pod> pods, Build build) {
        return (int) pods.stream().filter(pod -> !ended(pod) && !Snapshot.controller(pod).orElseThrow().getUid().equals(build.getMetadata().getUid())).count();
    }

    private static boolean ended(Pod pod) {
        return pod.getStatus() != null && List.of("Succeeded", "Failed").contains(String.valueOf(pod.getStatus().getPhase()));
    }

    /// Whether there is a pod now. One of its name that is somebody else's ends the build.
    private static boolean make(Turn turn, Build build, BuildPod maker) {
        try {
            new PodWrites(turn, build).create(maker.of(build, Owners.controllerReference(Types.BUILDS, build)));
            return true;
        } catch (StatusException refused) {
            if (refused.code() >= 500 || refused.code() == 409 && turn.snapshot().find(Types.PODS, build.getMetadata().getNamespace(), BuildPod.name(build))
                    .filter(pod -> own(List.of(pod).stream().filter(each -> Snapshot.controller(each).isPresent()).toList(), build).isPresent()).isPresent()) {
                throw refused;
            }
            String now = turn.now().toString();
            report(turn, build, new Build.Status(Build.FAILED, null, null, "No pod can be made: " + refused.getMessage(), now, now, null));
            return false;
        }
    }

    private static void report(Turn turn, Build build, Build.Status status) {
        Build changed = new Build();
        changed.setMetadata(build.getMetadata());
        changed.setSpec(build.getSpec());
        changed.setStatus(status);
        turn.writes().updateStatus(Types.BUILDS, changed);
        if (Build.SUCCEEDED.equals(status.phase())) {
            turn.event(build, Severity.Normal, "Built", "Pushed " + status.image());
        }
        if (Build.FAILED.equals(status.phase())) {
            turn.event(build, Severity.Warning, "BuildFailed", String.valueOf(status.message()));
        }
    }

    private static void clear(Turn turn, Build build, List<Pod> pods) {
        List<Pod> over = pods.stream().filter(BuildReconciler::ended)
                .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp()).reversed())
                .skip(PODS_KEPT).toList();
        over.forEach(pod -> turn.writes().delete(Types.PODS, pod));
    }
}
