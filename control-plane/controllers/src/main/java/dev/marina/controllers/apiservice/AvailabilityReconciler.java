package dev.marina.controllers.apiservice;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.APIServiceCondition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Keeps the condition `Available` true to what is there. Several workers, since a server may take its time.
public final class AvailabilityReconciler implements Reconciler {

    private static final Duration ANSWERED = Duration.ofSeconds(30);
    private static final Duration SILENT = Duration.ofSeconds(5);
    private static final int WORKERS = 8;

    private final DiscoveryCheck check;

    AvailabilityReconciler(DiscoveryCheck check) {
        this.check = check;
    }

    public static Controller controller(DiscoveryCheck check) {
        return Controller.named("apiservice-status").reconciles(Types.API_SERVICES)
                .alsoWatches(Types.SERVICES, (service, snapshot) -> naming(snapshot, service.getMetadata().getNamespace(),
                        name -> name.equals(service.getMetadata().getName())))
                .alsoWatches(Types.ENDPOINT_SLICES, (slice, snapshot) -> naming(snapshot, slice.getMetadata().getNamespace(),
                        name -> Availability.of(slice, name)))
                .workers(WORKERS).with(new AvailabilityReconciler(check));
    }

    /// APIServices that name a Service of this namespace.
    private static Stream<ClusterKey> naming(Snapshot snapshot, String namespace, Predicate<String> service) {
        return snapshot.list(Types.API_SERVICES, "").stream()
                .filter(each -> each.getSpec().getService() != null && namespace.equals(each.getSpec().getService().getNamespace())
                        && service.test(each.getSpec().getService().getName()))
                .map(each -> new ClusterKey(snapshot.cluster(), "", each.getMetadata().getName()));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<APIService> found = turn.find(Types.API_SERVICES).filter(each -> each.getMetadata().getDeletionTimestamp() == null);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Optional<Availability> plain = Availability.withoutAsking(found.get(), turn.snapshot());
        Availability availability = plain
                .orElseGet(() -> check.failure(turn.cluster(), turn.key().name()).map(Availability::silent).orElse(Availability.PASSED));
        write(turn, found.get(), availability);
        if (plain.isPresent()) {
            return Outcome.SETTLED;
        }
        return Outcome.recheckAfter(availability.available() ? ANSWERED : SILENT);
    }

    /// Whoever writes the status meanwhile is first; the next turn looks again.
    private static void write(Turn turn, APIService apiService, Availability availability) {
        List<APIServiceCondition> before = apiService.getStatus() == null ? List.of() : apiService.getStatus().getConditions();
        List<APIServiceCondition> after = availability.in(before, turn.now());
        if (after != before) {
            turn.writes().updateStatus(Types.API_SERVICES,
                    new APIServiceBuilder(apiService).editOrNewStatus().withConditions(after).endStatus().build());
        }
    }
}
