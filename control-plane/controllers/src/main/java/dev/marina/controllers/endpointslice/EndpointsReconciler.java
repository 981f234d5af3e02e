package dev.marina.controllers.endpointslice;

import dev.marina.controllers.endpointslice.ServiceBackends.Backend;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Keeps the Endpoints object of a service as its pods are, for clients that read the older form.
public final class EndpointsReconciler implements Reconciler {

    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";

    public static Controller controller() {
        return Controller.named("endpoint").reconciles(Types.SERVICES)
                .alsoWatches(Types.PODS, EndpointSliceReconciler.servicesOf())
                .workers(2).with(new EndpointsReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Service> service = turn.find(Types.SERVICES);
        Optional<Endpoints> present = turn.find(Types.ENDPOINTS);
        if (service.isEmpty()) {
            present.filter(EndpointsReconciler::managed).ifPresent(endpoints -> turn.writes().delete(Types.ENDPOINTS, endpoints));
            return Outcome.SETTLED;
        }
        if (!ServiceBackends.selects(service.get()) || service.get().getMetadata().getDeletionTimestamp() != null) {
            return Outcome.SETTLED;
        }
        Endpoints wanted = wanted(service.get(), present, ServiceBackends.of(service.get(), turn.snapshot()));
        if (present.isEmpty()) {
            PodWrites.unlessNamespaceEnds(() -> turn.writes().create(Types.ENDPOINTS, wanted));
        } else if (!wanted.equals(present.get())) {
            turn.writes().update(Types.ENDPOINTS, wanted);
        }
        return Outcome.SETTLED;
    }

    private static boolean managed(Endpoints endpoints) {
        return endpoints.getMetadata().getLabels() != null && MANAGER.equals(endpoints.getMetadata().getLabels().get(MANAGED_BY));
    }

    private static Endpoints wanted(Service service, Optional<Endpoints> present, ServiceBackends backends) {
        Map<String, String> labels = new LinkedHashMap<>(service.getMetadata().getLabels() == null ? Map.of() : service.getMetadata().getLabels());
        labels.put(MANAGED_BY, MANAGER);
        return new EndpointsBuilder(present.orElseGet(Endpoints::new))
                .editOrNewMetadata().withName(service.getMetadata().getName()).withNamespace(service.getMetadata().getNamespace()).withLabels(labels)
                .endMetadata()
                .withSubsets(subsets(backends)).build();
    }

    static List<EndpointSubset> subsets(ServiceBackends backends) {
        Map<List<ServiceBackends.Port>, List<Backend>> byPorts = backends.backends().stream()
                .filter(backend -> backend.ready() || !backend.terminating())
                .collect(Collectors.groupingBy(Backend::ports, LinkedHashMap::new, Collectors.toList()));
        return byPorts.entrySet().stream().map(entry -> new EndpointSubsetBuilder()
                .withAddresses(entry.getValue().stream().filter(Backend::ready).map(EndpointsReconciler::address).toList())
                .withNotReadyAddresses(entry.getValue().stream().filter(backend -> !backend.ready()).map(EndpointsReconciler::address).toList())
                .withPorts(entry.getKey().stream().map(EndpointsReconciler::port).toList()).build()).toList();
    }

    private static EndpointAddress address(Backend backend) {
        return new EndpointAddressBuilder().withIp(backend.ip()).withNodeName(backend.node().isEmpty() ? null : backend.node())
                .withNewTargetRef().withKind("Pod").withNamespace(backend.pod().getMetadata().getNamespace()).withName(backend.pod().getMetadata().getName())
                .withUid(backend.pod().getMetadata().getUid()).endTargetRef().build();
    }

    private static EndpointPort port(ServiceBackends.Port port) {
        return new EndpointPortBuilder().withName(port.name().isEmpty() ? null : port.name()).withPort(port.number()).withProtocol(port.protocol()).build();
    }
}
