package dev.marina.controllers.endpointslice;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps the endpoint slices of a service as its pods are.
public final class EndpointSliceReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("endpointslice").reconciles(Types.SERVICES)
                .alsoWatches(Types.PODS, servicesOf())
                .alsoWatches(Types.ENDPOINT_SLICES, EndpointSliceReconciler::serviceOf)
                .workers(5).with(new EndpointSliceReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Service> found = turn.find(Types.SERVICES).filter(service -> service.getMetadata().getDeletionTimestamp() == null);
        List<EndpointSlice> present = slices(turn);
        if (found.isEmpty()) {
            present.forEach(slice -> turn.writes().delete(Types.ENDPOINT_SLICES, slice));
            return Outcome.SETTLED;
        }
        if (!ServiceBackends.selects(found.get())) {
            return Outcome.SETTLED;
        }
        EndpointSlicePlan plan = EndpointSlicePlan.of(ServiceBackends.of(found.get(), turn.snapshot()), present);
        plan.create().forEach(slice -> PodWrites.unlessNamespaceEnds(() -> turn.writes().create(Types.ENDPOINT_SLICES, slice)));
        plan.change().forEach(slice -> turn.writes().update(Types.ENDPOINT_SLICES, slice));
        plan.delete().forEach(slice -> turn.writes().delete(Types.ENDPOINT_SLICES, slice));
        return Outcome.SETTLED;
    }

    /// Services whose selector takes the pod.
    static Mapper<Pod> servicesOf() {
        return Mapper.selecting(Types.SERVICES, (service, pod) -> ServiceBackends.selects(service)
                && LabelSelection.takes(service.getSpec().getSelector(), pod.getMetadata().getLabels()));
    }

    private static Stream<ClusterKey> serviceOf(EndpointSlice slice, Snapshot snapshot) {
        return managed(slice)
                ? Stream.ofNullable(slice.getMetadata().getLabels().get(EndpointSlicePlan.SERVICE_NAME))
                        .map(name -> new ClusterKey(snapshot.cluster(), slice.getMetadata().getNamespace(), name))
                : Stream.empty();
    }

    private static List<EndpointSlice> slices(Turn turn) {
        return turn.snapshot().list(Types.ENDPOINT_SLICES, turn.key().namespace()).stream()
                .filter(slice -> managed(slice) && turn.key().name().equals(slice.getMetadata().getLabels().get(EndpointSlicePlan.SERVICE_NAME))
                        && slice.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private static boolean managed(EndpointSlice slice) {
        return slice.getMetadata().getLabels() != null && EndpointSlicePlan.MANAGER.equals(slice.getMetadata().getLabels().get(EndpointSlicePlan.MANAGED_BY));
    }
}
