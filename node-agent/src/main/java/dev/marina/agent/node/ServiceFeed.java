package dev.marina.agent.node;

import dev.marina.net.service.BalancerEntry;
import dev.marina.net.service.Endpoint;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.ServiceEntry;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// From a Service and its EndpointSlices, as the API has them, to what the network wants to know.
final class ServiceFeed {

    private static final Comparator<EndpointSlice> BY_NAME = Comparator.comparing(slice -> slice.getMetadata().getName());
    /// As kube-proxy has it, whose watches leave out what has any of them, be its value empty: cmd/kube-proxy/app/server.go
    static final Set<String> LEFT_TO_OTHERS = Set.of("service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless");
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private ServiceFeed() {}

    /// @param slices of this Service
    static ServiceEntry entry(Service service, Collection<EndpointSlice> all, String nodeName) {
        List<EndpointSlice> slices = all.stream().filter(slice -> !"IPv6".equals(slice.getAddressType())).sorted(BY_NAME).toList();
        var spec = service.getSpec();
        boolean external = "ExternalName".equals(spec.getType());
        boolean headless = !external && "None".equals(spec.getClusterIP());
        List<String> ips = external || headless
                ? List.of()
                : (spec.getClusterIPs().isEmpty() ? Optional.ofNullable(spec.getClusterIP()).stream().toList() : spec.getClusterIPs()).stream()
                        .filter(ip -> !ip.isEmpty() && !ip.contains(":")).toList();
        boolean notReadyToo = Boolean.TRUE.equals(spec.getPublishNotReadyAddresses());
        List<PortEntry> ports = new ArrayList<>();
        for (ServicePort port : spec.getPorts()) {
            ports.add(new PortEntry(port.getName(), Optional.ofNullable(port.getProtocol()).orElse("TCP"), port.getPort(),
                    Optional.ofNullable(port.getNodePort()).orElse(0), endpoints(slices, port, notReadyToo, nodeName)));
        }
        if (headless && ports.isEmpty()) {
            ports.add(new PortEntry("", "TCP", 0, 0, endpoints(slices, null, notReadyToo, nodeName)));
        }
        Integer affinity = spec.getSessionAffinityConfig() == null || spec.getSessionAffinityConfig().getClientIP() == null
                ? null
                : spec.getSessionAffinityConfig().getClientIP().getTimeoutSeconds();
        boolean left = service.getMetadata().getLabels() != null && LEFT_TO_OTHERS.stream().anyMatch(service.getMetadata().getLabels()::containsKey);
        return new ServiceEntry(service.getMetadata().getNamespace(), service.getMetadata().getName(), ips, headless,
                external ? spec.getExternalName() : null, Optional.ofNullable(spec.getSessionAffinity()).orElse("None"),
                Optional.ofNullable(affinity).orElse(DEFAULT_AFFINITY_SECONDS), "Local".equals(spec.getExternalTrafficPolicy()),
                "Local".equals(spec.getInternalTrafficPolicy()), ports, left ? BalancerEntry.NONE : balancer(service), left);
    }

    /// An address that a proxy answers at (`ipMode: Proxy`) is none of the node's: whoever asks goes there.
    private static BalancerEntry balancer(Service service) {
        if (!"LoadBalancer".equals(service.getSpec().getType())) {
            return BalancerEntry.NONE;
        }
        List<String> addresses = service.getStatus() == null || service.getStatus().getLoadBalancer() == null
                ? List.of()
                : service.getStatus().getLoadBalancer().getIngress().stream().filter(point -> point.getIp() != null && !"Proxy".equals(point.getIpMode()))
                        .map(LoadBalancerIngress::getIp).toList();
        Integer health = service.getSpec().getHealthCheckNodePort();
        return new BalancerEntry(addresses, service.getSpec().getLoadBalancerSourceRanges(), health == null ? 0 : health);
    }

    /// @param port null for the endpoints themselves, whatever their ports
    private static List<Endpoint> endpoints(List<EndpointSlice> slices, ServicePort port, boolean notReadyToo, String nodeName) {
        List<Endpoint> all = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            Optional<Integer> number = port == null
                    ? Optional.of(0)
                    : slice.getPorts().stream()
                            .filter(p -> Objects.equals(name(p.getName()), name(port.getName()))
                                    && Optional.ofNullable(p.getProtocol()).orElse("TCP").equals(Optional.ofNullable(port.getProtocol()).orElse("TCP")))
                            .map(EndpointPort::getPort).filter(Objects::nonNull).findFirst();
            if (number.isEmpty()) {
                continue;
            }
            for (var endpoint : slice.getEndpoints()) {
                String pod = endpoint.getTargetRef() != null && "Pod".equals(endpoint.getTargetRef().getKind()) ? endpoint.getTargetRef().getName() : null;
                for (String address : endpoint.getAddresses()) {
                    all.add(new Endpoint(address, number.get(), notReadyToo || ready(endpoint), ending(endpoint),
                            nodeName.equals(endpoint.getNodeName()), endpoint.getHostname(), pod));
                }
            }
        }
        return all;
    }

    private static boolean ready(io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint) {
        return endpoint.getConditions() == null || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    private static boolean ending(io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint) {
        return endpoint.getConditions() != null && Boolean.TRUE.equals(endpoint.getConditions().getServing())
                && Boolean.TRUE.equals(endpoint.getConditions().getTerminating());
    }

    private static String name(String name) {
        return name == null ? "" : name;
    }
}
