package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.RouteOptions.Protocol;
import dev.marina.controllers.ingress.Upstream.Aside;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The pods behind what HTTPProxies name, which are Services of their own namespaces; each port of one is kept once for each way in which
/// one of its pods is chosen.
final class ProxyBackends {

    /// That one entrance asks.
    static final int MOST_CHECKS = 100;

    private final IngressWorld world;
    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
    private final Map<String, Upstream> connections = new LinkedHashMap<>();
    private final Set<String> checks = new TreeSet<>();
    private final Map<String, List<ProxyBalancing.Part>> keys = new TreeMap<>();

    ProxyBackends(IngressWorld world) {
        this.world = world;
    }

    /// A port of a Service.
    record Found(Service service, ServicePort port) {}

    /// Why there is none, as Contour says it.
    static final class Unresolved extends Exception {
        Unresolved(String message, Object... values) {
            super(message.formatted(values));
        }
    }

    List<Upstream> upstreams() {
        return List.copyOf(upstreams.values());
    }

    /// Those that connections are led to.
    List<Upstream> connections() {
        return List.copyOf(connections.values());
    }

    /// By variables.
    Map<String, List<ProxyBalancing.Part>> keys() {
        return keys;
    }

    Found find(String namespace, JsonNode reference) throws Unresolved {
        String name = reference.path("name").asText();
        int number = reference.path("port").asInt();
        Service service = world.service(namespace, name).orElseThrow(() -> new Unresolved("service \"%s/%s\" not found", namespace, name));
        if ("ExternalName".equals(service.getSpec().getType())) {
            throw new Unresolved(
                    "%s/%s is an ExternalName service, these are not currently enabled. See the config.enableExternalNameService config file setting",
                    namespace, name);
        }
        ServicePort port = service.getSpec().getPorts().stream().filter(each -> each.getPort() == number).findFirst()
                .orElseThrow(() -> new Unresolved("port \"%d\" on service \"%s/%s\" not matched", number, namespace, name));
        if (port.getProtocol() != null && !port.getProtocol().equals("TCP")) {
            throw new Unresolved("unsupported service protocol \"%s\"", port.getProtocol());
        }
        return new Found(service, port);
    }

    /// How it is spoken to: as the route says, or else as annotations of the Service do, or its port.
    static Protocol protocol(JsonNode reference, Found found) throws Unresolved {
        String said = reference.path("protocol").asText();
        String word = said.isEmpty() ? announced(found) : said;
        return switch (word) {
            case "" -> Protocol.HTTP;
            case "tls" -> Protocol.HTTPS;
            case "h2" -> Protocol.GRPCS;
            case "h2c" -> Protocol.GRPC;
            default -> throw new Unresolved("unsupported protocol: %s", word);
        };
    }

    private static String announced(Found found) {
        Map<String, String> annotations = Objects.requireNonNullElse(found.service.getMetadata().getAnnotations(), Map.of());
        return Stream.of("h2", "h2c", "tls").filter(protocol -> Arrays.stream(annotations.getOrDefault("projectcontour.io/upstream-protocol." + protocol, "")
                .split(",")).map(String::strip).anyMatch(each -> each.equals(found.port.getName()) || each.equals(String.valueOf(found.port.getPort()))))
                .findFirst().orElse("kubernetes.io/h2c".equals(found.port.getAppProtocol()) ? "h2c" : "");
    }

    /// Empty where nobody is ready.
    ///
    /// @param tries nginx asks nobody twice, but one that stands there several times it does
    /// @param check of its pods; the upstream has none where more would be asked than one entrance asks
    Optional<Upstream> upstream(Found found, Protocol protocol, ProxyBalancing balancing, int tries, Aside aside, Optional<HealthCheck> check) {
        if (!balancing.key().isEmpty()) {
            keys.put(ProxyBalancing.variable(balancing.key()), balancing.key());
        }
        String how = protocol + " " + balancing.directive() + (tries > 1 ? " " + tries : "") + (aside.equals(Aside.AT_ONCE) ? "" : " " + aside)
                + check.map(each -> " " + each).orElse("");
        return upstream(upstreams, "px_%s_%s_%d_%s".formatted(found.service.getMetadata().getNamespace(), found.service.getMetadata().getName(),
                found.port.getPort(), Certificates.hash(how)), found, balancing, tries, aside, check);
    }

    Optional<Upstream> connection(Found found, ProxyBalancing balancing, Aside aside, Optional<HealthCheck> check) {
        return upstream(connections, "tcp_%s_%s_%d_%s".formatted(found.service.getMetadata().getNamespace(), found.service.getMetadata().getName(),
                found.port.getPort(), Certificates.hash(balancing.directive() + aside + check.map(HealthCheck::toString).orElse(""))), found, balancing, 1,
                aside, check);
    }

    private Optional<Upstream> upstream(Map<String, Upstream> all, String name, Found found, ProxyBalancing balancing, int tries, Aside aside,
            Optional<HealthCheck> check) {
        if (!all.containsKey(name)) {
            List<String> servers = Backends.servers(world.slices(found.service.getMetadata().getNamespace(), found.service.getMetadata().getName()),
                    Objects.requireNonNullElse(found.port.getName(), ""));
            if (servers.isEmpty()) {
                return Optional.empty();
            }
            int times = Math.ceilDiv(tries, servers.size());
            all.put(name, new Upstream(name, balancing.directive(), Stream.generate(() -> servers).limit(times).flatMap(List::stream).toList(), aside,
                    check.filter(wanted -> place(wanted, servers))));
        }
        return Optional.of(all.get(name));
    }

    /// Whether there is room for asking these too.
    private boolean place(HealthCheck check, List<String> servers) {
        List<String> more = servers.stream().map(check::line).filter(line -> !checks.contains(line)).toList();
        return checks.size() + more.size() <= MOST_CHECKS && (more.isEmpty() || checks.addAll(more));
    }

    /// What the entrance is to ask, one line each.
    Set<String> checks() {
        return checks;
    }
}
