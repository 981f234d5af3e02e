package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.ProxyHost.TcpHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a cluster's nginx is to do for its HTTPProxies, and what they are told. A pure function of what was read. Rules, reasons and messages
/// are Contour's (internal/dag/httpproxy_processor.go).
///
/// @param connections names whose connections are led on as they are
/// @param keys by variables, by whose hash pods are chosen
/// @param files beside nginx's configuration, by name
record ProxyPlan(List<ProxyHost> hosts, List<TcpHost> connections, List<Upstream> upstreams, List<Upstream> connectionUpstreams,
        Map<String, List<ProxyBalancing.Part>> keys, Map<String, byte[]> files, Map<GatewayObject, ProxyCondition> conditions) {

    static final ProxyPlan NONE = new ProxyPlan(List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of(), Map.of());

    private static final int MOST_ROOTS = 1_000;
    private static final int FIRST_PORT = 21_000;

    static boolean root(GatewayObject proxy) {
        return proxy.spec().path("virtualhost").isObject();
    }

    static String fqdn(GatewayObject root) {
        return root.spec().path("virtualhost").path("fqdn").asText().toLowerCase(Locale.ROOT);
    }

    static ProxyPlan of(IngressWorld world, ProxyWorld proxies) {
        return of(world, proxies, HostClaims.of(world.ingresses(), proxies.proxies()), MOST_ROOTS);
    }

    /// @param most of its virtual hosts; those above are told so
    static ProxyPlan of(IngressWorld world, ProxyWorld proxies, HostClaims claims, int most) {
        return proxies.proxies().isEmpty() ? NONE : new Making(world, proxies, claims).make(Math.min(most, MOST_ROOTS));
    }

    private static final class Making {

        private final IngressWorld world;
        private final ProxyWorld proxies;
        private final HostClaims claims;
        private final ProxyBackends backends;
        private final ProxyCertificates certificates;
        private final ProxyReading reading;
        /// By ids: what a whole object is like would be looked at with every step.
        private final Map<String, ProxyCondition> conditions = new HashMap<>();
        private final List<ProxyHost> hosts = new ArrayList<>();
        private final List<TcpHost> connections = new ArrayList<>();

        Making(IngressWorld world, ProxyWorld proxies, HostClaims claims) {
            this.world = world;
            this.proxies = proxies;
            this.claims = claims;
            backends = new ProxyBackends(world);
            certificates = new ProxyCertificates(world, proxies);
            reading = new ProxyReading(proxies, backends, certificates, this::condition);
        }

        private ProxyCondition condition(GatewayObject proxy) {
            return conditions.computeIfAbsent(proxy.id(), _ -> new ProxyCondition());
        }

        ProxyPlan make(int most) {
            Map<String, List<GatewayObject>> roots = proxies.proxies().stream().filter(ProxyPlan::root)
                    .collect(Collectors.groupingBy(ProxyPlan::fqdn, LinkedHashMap::new, Collectors.toList()));
            int number = 0;
            for (Map.Entry<String, List<GatewayObject>> each : roots.entrySet()) {
                if (each.getValue().size() > 1) {
                    String all = each.getValue().stream().map(GatewayObject::id).sorted().collect(Collectors.joining(", "));
                    each.getValue().forEach(root -> condition(root).error("VirtualHostError", "DuplicateVhost",
                            "fqdn \"%s\" is used in multiple HTTPProxies: %s", each.getKey(), all));
                } else if (number++ < most) {
                    serve(each.getValue().getFirst());
                } else {
                    condition(each.getValue().getFirst()).error("SpecError", "TooLarge",
                            "the %d older virtual hosts fill what one entrance serves; this one is not served until there are fewer or smaller ones", most);
                }
            }
            proxies.proxies().stream().filter(proxy -> !ProxyPlan.root(proxy) && !reading.included().contains(proxy.id())).forEach(proxy -> condition(proxy)
                    .error("Orphaned", ProxyCondition.ORPHANED, "this HTTPProxy is not part of a delegation chain from a root HTTPProxy"));
            Map<GatewayObject, ProxyCondition> told = new LinkedHashMap<>();
            proxies.proxies().forEach(proxy -> told.put(proxy, condition(proxy)));
            return new ProxyPlan(List.copyOf(hosts), List.copyOf(connections), backends.upstreams(), backends.connections(), backends.keys(), files(), told);
        }

        private Map<String, byte[]> files() {
            Map<String, byte[]> files = new TreeMap<>(certificates.files());
            if (!backends.checks().isEmpty()) {
                files.put(HealthCheck.FILE, (String.join("\n", backends.checks()) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return files;
        }

        private void serve(GatewayObject root) {
            ProxyCondition condition = condition(root);
            Optional<String> host = Paths.host(fqdn(root)).filter(name -> !name.isEmpty());
            if (fqdn(root).isBlank()) {
                condition.error("VirtualHostError", "FQDNNotSpecified", "Spec.VirtualHost.Fqdn must be specified");
            } else if (host.isEmpty()) {
                condition.error("VirtualHostError", "FQDNNotValid", "Spec.VirtualHost.Fqdn \"%s\" is no name of DNS", fqdn(root));
            } else if (claims.ingresses().containsKey(host.get())) {
                condition.error("VirtualHostError", "DuplicateVhost", "fqdn \"%s\" is the older Ingress %s/%s's", host.get(),
                        claims.ingresses().get(host.get()).getMetadata().getNamespace(), claims.ingresses().get(host.get()).getMetadata().getName());
            } else {
                reading.root(root, host.get(), FIRST_PORT + connections.size()).ifPresentOrElse(read -> {
                    hosts.add(read.host().challenged(world.challenges()));
                    read.connections().ifPresent(connections::add);
                }, () -> prove(host.get()));
            }
        }

        /// Without its certificate a name is not served, and without the name being answered for there is no certificate: of such a name the
        /// challenges are answered, and nothing else.
        private void prove(String host) {
            ProxyHost bare = new ProxyHost(host, Optional.empty(), List.of()).challenged(world.challenges());
            if (!bare.challenges().isEmpty()) {
                hosts.add(bare);
            }
        }
    }
}
