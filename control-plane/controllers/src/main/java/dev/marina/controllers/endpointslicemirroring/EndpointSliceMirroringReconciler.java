package dev.marina.controllers.endpointslicemirroring;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps the slices of hand-written Endpoints as those are.
public final class EndpointSliceMirroringReconciler implements Reconciler {

    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

    public static Controller controller() {
        return Controller.named("endpointslicemirroring").reconciles(Types.ENDPOINTS)
                .alsoWatches(Types.SERVICES, (service, snapshot) -> Stream.of(
                        new ClusterKey(snapshot.cluster(), service.getMetadata().getNamespace(), service.getMetadata().getName())))
                .alsoWatches(Types.ENDPOINT_SLICES, EndpointSliceMirroringReconciler::endpointsOf)
                .workers(2).with(new EndpointSliceMirroringReconciler());
    }

    private static Stream<ClusterKey> endpointsOf(EndpointSlice slice, Snapshot snapshot) {
        return ours(slice)
                ? Stream.ofNullable(slice.getMetadata().getLabels().get(MirrorPlan.SERVICE_NAME))
                        .map(name -> new ClusterKey(snapshot.cluster(), slice.getMetadata().getNamespace(), name))
                : Stream.empty();
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        List<EndpointSlice> present = snapshot.list(Types.ENDPOINT_SLICES, turn.key().namespace()).stream()
                .filter(slice -> ours(slice) && turn.key().name().equals(slice.getMetadata().getLabels().get(MirrorPlan.SERVICE_NAME))).toList();
        Optional<Service> service = turn.find(Types.SERVICES).filter(each -> each.getSpec().getSelector() == null || each.getSpec().getSelector().isEmpty());
        Optional<Endpoints> endpoints = turn.find(Types.ENDPOINTS).filter(EndpointSliceMirroringReconciler::mirrored);
        if (service.isEmpty() || endpoints.isEmpty()) {
            present.forEach(slice -> turn.writes().delete(Types.ENDPOINT_SLICES, slice));
            return Outcome.SETTLED;
        }
        MirrorPlan plan = MirrorPlan.of(endpoints.get(), present);
        plan.create().forEach(slice -> turn.writes().create(Types.ENDPOINT_SLICES, slice));
        plan.change().forEach(slice -> turn.writes().update(Types.ENDPOINT_SLICES, slice));
        plan.delete().forEach(slice -> turn.writes().delete(Types.ENDPOINT_SLICES, slice));
        return Outcome.SETTLED;
    }

    private static boolean mirrored(Endpoints endpoints) {
        Map<String, String> labels = endpoints.getMetadata().getLabels();
        Map<String, String> annotations = endpoints.getMetadata().getAnnotations();
        return endpoints.getMetadata().getDeletionTimestamp() == null && (labels == null || !"true".equals(labels.get(SKIP)))
                && (annotations == null || !annotations.containsKey(LEADER));
    }

    private static boolean ours(EndpointSlice slice) {
        return slice.getMetadata().getDeletionTimestamp() == null && slice.getMetadata().getLabels() != null
                && MirrorPlan.MANAGER.equals(slice.getMetadata().getLabels().get(MirrorPlan.MANAGED_BY));
    }
}
