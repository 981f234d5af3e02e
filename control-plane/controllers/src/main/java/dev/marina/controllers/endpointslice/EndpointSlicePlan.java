package dev.marina.controllers.endpointslice;

import dev.marina.controllers.endpointslice.ServiceBackends.Backend;
import dev.marina.controllers.endpointslice.ServiceBackends.Port;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which slices have to be made, changed and deleted. Endpoints stay in the slice where they are, so that a change of one
/// pod changes one slice.
record EndpointSlicePlan(List<EndpointSlice> create, List<EndpointSlice> change, List<EndpointSlice> delete) {

    static final int MOST_PER_SLICE = 100;
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";

    static EndpointSlicePlan of(ServiceBackends wanted, List<EndpointSlice> present) {
        Service service = wanted.service();
        Map<List<Port>, List<Backend>> byPorts = wanted.backends().stream()
                .collect(Collectors.groupingBy(Backend::ports, LinkedHashMap::new, Collectors.toList()));
        if (byPorts.isEmpty()) {
            byPorts.put(List.of(), List.of());
        }
        EndpointSlicePlan plan = new EndpointSlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<EndpointSlice> left = new HashSet<>(present);
        byPorts.forEach((ports, backends) -> {
            List<EndpointPort> endpointPorts = ports(ports, wanted.backends().isEmpty());
            List<EndpointSlice> same = present.stream().filter(slice -> left.contains(slice) && Objects.equals(slice.getPorts(), endpointPorts)).toList();
            plan.group(service, endpointPorts, backends, same);
            same.forEach(left::remove);
        });
        plan.reuseOrDelete(left);
        return plan;
    }

    /// Slices of one set of ports.
    private void group(Service service, List<EndpointPort> ports, List<Backend> backends, List<EndpointSlice> present) {
        Map<String, Backend> missing = backends.stream().collect(Collectors.toMap(backend -> backend.pod().getMetadata().getName(), Function.identity(),
                (one, _) -> one, LinkedHashMap::new));
        Map<EndpointSlice, List<Endpoint>> contents = new LinkedHashMap<>();
        for (EndpointSlice slice : present) {
            List<Endpoint> kept = new ArrayList<>();
            for (Endpoint endpoint : slice.getEndpoints()) {
                Backend backend = endpoint.getTargetRef() == null ? null : missing.remove(endpoint.getTargetRef().getName());
                if (backend != null) {
                    kept.add(endpoint(service, backend));
                }
            }
            contents.put(slice, kept);
        }
        List<Endpoint> fresh = new ArrayList<>(missing.values().stream().map(backend -> endpoint(service, backend)).toList());
        contents.values().forEach(kept -> {
            while (!fresh.isEmpty() && kept.size() < MOST_PER_SLICE) {
                kept.add(fresh.removeFirst());
            }
        });
        boolean one = false;
        for (Map.Entry<EndpointSlice, List<Endpoint>> entry : contents.entrySet()) {
            if (entry.getValue().isEmpty() && (one || !backends.isEmpty())) {
                delete.add(entry.getKey());
                continue;
            }
            one = true;
            EndpointSlice slice = new EndpointSliceBuilder(entry.getKey()).editMetadata().withLabels(labels(service)).endMetadata()
                    .withEndpoints(entry.getValue()).build();
            if (!slice.equals(entry.getKey())) {
                change.add(slice);
            }
        }
        while (!fresh.isEmpty() || !one) {
            one = true;
            List<Endpoint> some = new ArrayList<>(fresh.subList(0, Math.min(MOST_PER_SLICE, fresh.size())));
            fresh.subList(0, some.size()).clear();
            create.add(slice(service, ports, some));
        }
    }

    /// A slice of other ports becomes one that is needed; what is left goes.
    private void reuseOrDelete(Set<EndpointSlice> left) {
        for (EndpointSlice slice : left) {
            if (create.isEmpty()) {
                delete.add(slice);
                continue;
            }
            EndpointSlice wanted = create.removeFirst();
            change.add(new EndpointSliceBuilder(slice).withPorts(wanted.getPorts()).withEndpoints(wanted.getEndpoints())
                    .editMetadata().withLabels(wanted.getMetadata().getLabels()).endMetadata().build());
        }
    }

    private static EndpointSlice slice(Service service, List<EndpointPort> ports, List<Endpoint> endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata().withGenerateName(service.getMetadata().getName() + "-").withNamespace(service.getMetadata().getNamespace())
                .withLabels(labels(service)).withOwnerReferences(Owners.controllerReference(Types.SERVICES, service)).endMetadata()
                .withAddressType("IPv4").withPorts(ports).withEndpoints(endpoints).build();
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new HashMap<>(service.getMetadata().getLabels() == null ? Map.of() : service.getMetadata().getLabels());
        labels.remove(HEADLESS);
        labels.put(SERVICE_NAME, service.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        if (ServiceBackends.headless(service)) {
            labels.put(HEADLESS, "");
        }
        return labels;
    }

    private static List<EndpointPort> ports(List<Port> ports, boolean none) {
        return none
                ? List.of()
                : ports.stream().map(port -> new EndpointPortBuilder().withName(port.name()).withPort(port.number())
                        .withProtocol(port.protocol()).withAppProtocol(port.appProtocol()).build()).toList();
    }

    private static Endpoint endpoint(Service service, Backend backend) {
        String hostname = backend.pod().getSpec().getHostname();
        boolean named = hostname != null && !hostname.isEmpty() && service.getMetadata().getName().equals(backend.pod().getSpec().getSubdomain());
        return new EndpointBuilder().withAddresses(backend.ip())
                .withNewConditions().withReady(backend.ready()).withServing(backend.serving()).withTerminating(backend.terminating()).endConditions()
                .withNewTargetRef().withKind("Pod").withNamespace(backend.pod().getMetadata().getNamespace()).withName(backend.pod().getMetadata().getName())
                .withUid(backend.pod().getMetadata().getUid()).endTargetRef()
                .withNodeName(backend.node().isEmpty() ? null : backend.node()).withHostname(named ? hostname : null).build();
    }
}
