package dev.marina.controllers.ingress;

import dev.marina.api.net.IpAddress;
import dev.marina.controllers.ingress.RouteOptions.Sticky;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Finds the pods behind what Ingresses name, and keeps each once.
final class Backends {

    private static final int MOST_SERVERS = 1_000;

    private final IngressWorld world;
    private final Consumer<Finding> findings;
    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();

    Backends(IngressWorld world, Consumer<Finding> findings) {
        this.world = world;
        this.findings = findings;
    }

    /// Those that were found, each once.
    List<Upstream> upstreams() {
        return List.copyOf(upstreams.values());
    }

    /// Empty when requests to it are answered with 503: it is not there, which is told, or nobody is ready.
    ///
    /// @param where in the Ingress, for what is told
    /// @param options of the path's Ingress: the protocol in which it is spoken to, and whether by the Service's own address
    /// @param sticky with the variable of the value that decides
    Optional<Upstream> find(Ingress ingress, IngressBackend backend, String where, RouteOptions options, Optional<Map.Entry<String, Sticky>> sticky) {
        if (backend == null || backend.getService() == null) {
            findings.accept(new Finding(ingress, "UnsupportedBackend",
                    "%s names a resource; the class's controller serves Services only. Its paths answer 503 until then".formatted(where)));
            return Optional.empty();
        }
        String namespace = ingress.getMetadata().getNamespace();
        String name = backend.getService().getName();
        Optional<Service> service = world.service(namespace, name);
        if (service.isEmpty()) {
            findings.accept(new Finding(ingress, "ServiceNotFound",
                    "%s: there is no Service %s/%s. Its paths answer 503 until then".formatted(where, namespace, name)));
            return Optional.empty();
        }
        if ("ExternalName".equals(service.get().getSpec().getType())) {
            findings.accept(new Finding(ingress, "UnsupportedBackend",
                    "%s: the Service %s/%s is an ExternalName, which has no pods; one with a selector or with EndpointSlices would be right".formatted(where,
                            namespace, name)));
            return Optional.empty();
        }
        Optional<ServicePort> port = port(service.get(), backend.getService().getPort());
        if (port.isEmpty()) {
            findings.accept(new Finding(ingress, "PortNotFound", "%s: the Service %s/%s has no port %s; it has %s".formatted(where, namespace, name,
                    words(backend.getService().getPort()), service.get().getSpec().getPorts().stream().map(Backends::words).toList())));
            return Optional.empty();
        }
        Optional<String> address = options.byService()
                ? Optional.ofNullable(service.get().getSpec().getClusterIP()).flatMap(
                        ip -> server(ip, port.get().getPort()).findFirst())
                : Optional.empty();
        return address.isPresent()
                ? byService(namespace, name, port.get(), options.protocol(), address.get())
                : upstream(namespace, name, port.get(), options.protocol(), sticky.map(Map.Entry::getKey).orElse(""));
    }

    /// A Service that is headless has no address to be asked at.
    private Optional<Upstream> byService(String namespace, String service, ServicePort port, RouteOptions.Protocol protocol, String address) {
        String name = "%s_%s_%d_service_%s".formatted(namespace, service, port.getPort(), protocol.scheme);
        return Optional.of(upstreams.computeIfAbsent(name, _ -> new Upstream(name, "", List.of(address))));
    }

    /// Connections that are kept are spoken on in one protocol.
    private Optional<Upstream> upstream(String namespace, String service, ServicePort port, RouteOptions.Protocol protocol, String sticky) {
        String name = "%s_%s_%d%s%s".formatted(namespace, service, port.getPort(), protocol == RouteOptions.Protocol.HTTP ? "" : "_" + protocol.scheme,
                sticky.isEmpty() ? "" : "_" + sticky);
        if (!upstreams.containsKey(name)) {
            List<String> servers = servers(world.slices(namespace, service), Objects.requireNonNullElse(port.getName(), ""));
            if (servers.isEmpty()) {
                return Optional.empty();
            }
            upstreams.put(name, Upstream.sticky(name, sticky, servers));
        }
        return Optional.of(upstreams.get(name));
    }

    private static Optional<ServicePort> port(Service service, ServiceBackendPort wanted) {
        return wanted == null
                ? Optional.empty()
                : service.getSpec().getPorts().stream()
                        .filter(port -> port.getProtocol() == null || port.getProtocol().equals("TCP"))
                        .filter(port -> wanted.getName() != null && !wanted.getName().isEmpty()
                                ? wanted.getName().equals(port.getName())
                                : port.getPort().equals(wanted.getNumber()))
                        .findFirst();
    }

    private static String words(ServiceBackendPort port) {
        return port == null ? "\"\"" : port.getName() != null && !port.getName().isEmpty() ? "\"" + port.getName() + "\"" : String.valueOf(port.getNumber());
    }

    private static String words(ServicePort port) {
        return port.getName() == null || port.getName().isEmpty() ? String.valueOf(port.getPort()) : "%s (%d)".formatted(port.getName(), port.getPort());
    }

    /// Those that are ready; when none is, those that serve although they end, as for Services.
    static List<String> servers(List<EndpointSlice> slices, String portName) {
        TreeSet<String> ready = new TreeSet<>();
        TreeSet<String> ending = new TreeSet<>();
        for (EndpointSlice slice : slices) {
            Optional<Integer> port = slice.getPorts().stream().filter(each -> portName.equals(Objects.requireNonNullElse(each.getName(), "")))
                    .map(EndpointPort::getPort).filter(Objects::nonNull).findFirst();
            if (port.isEmpty()) {
                continue;
            }
            for (Endpoint endpoint : slice.getEndpoints()) {
                List<String> servers = endpoint.getAddresses().stream().limit(1).flatMap(address -> server(address, port.get())).toList();
                if (endpoint.getConditions() == null || !Boolean.FALSE.equals(endpoint.getConditions().getReady())) {
                    ready.addAll(servers);
                } else if (Boolean.TRUE.equals(endpoint.getConditions().getServing())) {
                    ending.addAll(servers);
                }
            }
        }
        return (ready.isEmpty() ? ending : ready).stream().limit(MOST_SERVERS).toList();
    }

    /// Written anew from what was read; a name, as slices of type FQDN have, is none.
    private static Stream<String> server(String address, int port) {
        return IpAddress.parse(address).map(ip -> (ip.six() ? "[" + ip + "]" : ip.toString()) + ":" + port).stream();
    }
}
