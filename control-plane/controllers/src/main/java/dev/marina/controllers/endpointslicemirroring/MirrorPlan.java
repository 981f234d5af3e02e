package dev.marina.controllers.endpointslicemirroring;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Which slices have to be made, changed and deleted so that they say what the Endpoints say.
record MirrorPlan(List<EndpointSlice> create, List<EndpointSlice> change, List<EndpointSlice> delete) {

    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    private static final List<String> NOT_COPIED = List.of("kubectl.kubernetes.io/last-applied-configuration",
            "endpoints.kubernetes.io/last-change-trigger-time");
    private static final int MOST_PER_SUBSET = 1_000;

    private record Kind(String addressType, List<EndpointPort> ports) {}

    static MirrorPlan of(Endpoints endpoints, List<EndpointSlice> present) {
        Map<Kind, List<Endpoint>> wanted = new LinkedHashMap<>();
        for (EndpointSubset subset : endpoints.getSubsets()) {
            List<EndpointPort> ports = subset.getPorts().stream().map(port -> new EndpointPortBuilder().withName(port.getName() == null ? "" : port.getName())
                    .withPort(port.getPort()).withProtocol(port.getProtocol()).withAppProtocol(port.getAppProtocol()).build()).toList();
            Stream.concat(subset.getAddresses().stream().map(address -> endpoint(address, true)),
                    subset.getNotReadyAddresses().stream().map(address -> endpoint(address, false)))
                    .limit(MOST_PER_SUBSET)
                    .forEach(endpoint -> wanted.computeIfAbsent(new Kind(addressType(endpoint), ports), _ -> new ArrayList<>()).add(endpoint));
        }
        MirrorPlan plan = new MirrorPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<EndpointSlice> left = new ArrayList<>(present);
        wanted.forEach((kind, each) -> {
            Optional<EndpointSlice> same = left.stream()
                    .filter(slice -> slice.getAddressType().equals(kind.addressType()) && Objects.equals(slice.getPorts(), kind.ports())).findFirst();
            EndpointSlice slice = slice(endpoints, kind, each, same);
            if (same.isEmpty()) {
                plan.create.add(slice);
            } else if (!slice.equals(same.get())) {
                plan.change.add(slice);
            }
            same.ifPresent(left::remove);
        });
        plan.delete.addAll(left);
        return plan;
    }

    private static EndpointSlice slice(Endpoints endpoints, Kind kind, List<Endpoint> each, Optional<EndpointSlice> present) {
        Map<String, String> labels = copy(endpoints.getMetadata().getLabels());
        labels.put(SERVICE_NAME, endpoints.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        Map<String, String> annotations = copy(endpoints.getMetadata().getAnnotations());
        annotations.keySet().removeAll(NOT_COPIED);
        EndpointSliceBuilder slice = present.map(EndpointSliceBuilder::new).orElseGet(() -> new EndpointSliceBuilder().withNewMetadata()
                .withGenerateName(endpoints.getMetadata().getName() + "-").withNamespace(endpoints.getMetadata().getNamespace())
                .withOwnerReferences(Owners.controllerReference(Types.ENDPOINTS, endpoints)).endMetadata().withAddressType(kind.addressType())
                .withPorts(kind.ports()));
        return slice.editMetadata().withLabels(labels).withAnnotations(annotations).endMetadata().withEndpoints(each).build();
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return new HashMap<>(map == null ? Map.of() : map);
    }

    private static Endpoint endpoint(EndpointAddress address, boolean ready) {
        return new EndpointBuilder().withAddresses(address.getIp()).withNewConditions().withReady(ready).endConditions()
                .withHostname(address.getHostname()).withNodeName(address.getNodeName()).withTargetRef(address.getTargetRef()).build();
    }

    private static String addressType(Endpoint endpoint) {
        return endpoint.getAddresses().getFirst().contains(":") ? "IPv6" : "IPv4";
    }
}
