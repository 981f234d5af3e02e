package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.parts.AcmeChallenges.Challenge;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.GatewayPort.Host;
import dev.marina.controllers.ingress.GatewayPort.Taken;
import dev.marina.controllers.ingress.RouteAttachments.Attached;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a cluster's nginx is to do for its Gateways and routes, and what they are told. A pure function of what was read.
///
/// @param ports in the order of Gateways
/// @param files beside nginx's configuration, by name
/// @param gateways with their listeners
/// @param routes with what became of each of their parents
record GatewayPlan(List<GatewayPort> ports, List<Upstream> upstreams, Map<String, byte[]> files, Map<GatewayObject, Listening> gateways,
        Map<GatewayObject, RouteAttachments> routes) {

    static final GatewayPlan NONE = new GatewayPlan(List.of(), List.of(), Map.of(), Map.of(), Map.of());

    /// Of Gateways: each has a Service with an address of its own.
    private static final int MOST_GATEWAYS = 32;
    private static final int MOST_ROUTES = 1_000;
    private static final int MOST_MATCHES = 2_000;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 20_999;

    /// @param ports by those of the listeners, at which nginx listens for them
    record Listening(List<Listener> listeners, Map<Integer, Integer> ports, Map<String, Integer> attached) {}

    static GatewayPlan of(IngressWorld world, GatewayWorld gateways) {
        return of(world, gateways, MOST_ROUTES);
    }

    /// @param most of its routes; those above are told so
    static GatewayPlan of(IngressWorld world, GatewayWorld gateways, int most) {
        return gateways.gateways().isEmpty() ? NONE : new Making(world, gateways).make(Math.min(most, MOST_ROUTES));
    }

    private static final class Making {

        private static final int HTTP = 80;

        private final IngressWorld ingress;
        private final GatewayWorld world;
        private final GatewayCertificates certificates;
        private final GatewayBackends backends;
        private final Map<GatewayObject, Listening> gateways = new LinkedHashMap<>();
        private final Map<GatewayObject, RouteAttachments> routes = new LinkedHashMap<>();
        private int matches;

        Making(IngressWorld ingress, GatewayWorld world) {
            this.ingress = ingress;
            this.world = world;
            certificates = new GatewayCertificates(ingress, world);
            backends = new GatewayBackends(ingress, world);
        }

        GatewayPlan make(int most) {
            Set<Integer> taken = new LinkedHashSet<>();
            world.gateways().forEach(gateway -> GatewayObjects.ports(world.services().get(GatewayObjects.name(gateway))).values().forEach(taken::add));
            world.gateways().stream().limit(MOST_GATEWAYS).forEach(gateway -> gateways.put(gateway, listening(gateway, taken)));
            int number = 0;
            for (GatewayObject route : world.routes()) {
                RouteAttachments attachments = RouteAttachments.of(route, world, gateways);
                if (attachments.parents().isEmpty()) {
                    continue;
                }
                routes.put(route, ++number > most
                        ? attachments.refused("the %d older routes fill what one entrance serves".formatted(most))
                        : read(route, attachments));
            }
            List<GatewayPort> ports = new ArrayList<>();
            gateways.forEach((gateway, listening) -> listening.ports.forEach((port, own) -> ports.add(port(gateway, listening, port, own))));
            return new GatewayPlan(ports, backends.upstreams(), certificates.files(), gateways, routes);
        }

        private Listening listening(GatewayObject gateway, Set<Integer> taken) {
            List<Listener> listeners = new ArrayList<>();
            for (JsonNode said : gateway.spec().path("listeners")) {
                listeners.add(Listener.of(gateway, said, listeners, certificates));
            }
            Map<Integer, Integer> before = GatewayObjects.ports(world.services().get(GatewayObjects.name(gateway)));
            Map<Integer, Integer> ports = new LinkedHashMap<>();
            for (Listener listener : listeners) {
                if (listener.takesRoutes() && !ports.containsKey(listener.port())) {
                    int own = before.getOrDefault(listener.port(), 0);
                    for (int candidate = FIRST_PORT; own == 0 && candidate <= LAST_PORT; candidate++) {
                        own = taken.add(candidate) ? candidate : 0;
                    }
                    ports.put(listener.port(), own);
                }
            }
            return new Listening(listeners, ports, new LinkedHashMap<>());
        }

        private RouteAttachments read(GatewayObject route, RouteAttachments attachments) {
            try {
                RouteReading.Read read = RouteReading.of(route, backends);
                int count = read.rules().stream().mapToInt(rule -> rule.matches().size()).sum();
                if (matches + count > MOST_MATCHES) {
                    return attachments.refused("one entrance serves %d matches, and older routes have them".formatted(MOST_MATCHES));
                }
                matches += count;
                attachments.attached().stream().distinct().map(Attached::listener).distinct()
                        .forEach(listener -> gateways.get(listener.gateway()).attached.merge(listener.name(), 1, Integer::sum));
                return attachments.with(read);
            } catch (RouteReading.Unserved e) {
                return attachments.refused(e.getMessage());
            }
        }

        private GatewayPort port(GatewayObject gateway, Listening listening, int port, int own) {
            List<Listener> here = listening.listeners.stream().filter(listener -> listener.port() == port && listener.takesRoutes()).toList();
            Map<String, List<Ranked>> byHost = new LinkedHashMap<>();
            here.forEach(listener -> byHost.put(listener.hostname(), new ArrayList<>()));
            int order = 0;
            for (Map.Entry<GatewayObject, RouteAttachments> route : routes.entrySet()) {
                order++;
                for (Attached attached : route.getValue().attached()) {
                    if (attached.listener().gateway() != gateway || attached.listener().port() != port || route.getValue().read().isEmpty()) {
                        continue;
                    }
                    for (String host : attached.hostnames()) {
                        if (owner(host, here).filter(attached.listener()::equals).isPresent()) {
                            add(byHost.computeIfAbsent(host, _ -> new ArrayList<>()), route.getValue().read().get(), order);
                        }
                    }
                }
            }
            boolean tls = here.stream().anyMatch(Listener::tls);
            List<Host> hosts = byHost.entrySet().stream().map(host -> {
                List<Taken> taken = host.getValue().stream().sorted(Ranked.ORDER).map(Ranked::taken).toList();
                return new Host(host.getKey(), owner(host.getKey(), here).flatMap(Listener::certificate), taken,
                        tls || port != HTTP ? List.of() : challenges(host.getKey(), byHost.keySet(), taken));
            }).toList();
            return new GatewayPort(own, port, tls, hosts);
        }

        /// Each is answered where nginx leads its name.
        private List<Challenge> challenges(String host, Set<String> hosts, List<Taken> taken) {
            return ChallengeText.ofSeveral(ingress.challenges(), name -> hosts.stream().filter(each -> Hostnames.covers(each, name))
                    .max(Comparator.comparing((String each) -> each.equals(name)).thenComparing(String::length)).filter(host::equals).isPresent(),
                    path -> taken.stream().anyMatch(each -> each.match().path().equals(path)));
        }

        private static void add(List<Ranked> ranked, RouteReading.Read read, int order) {
            for (RouteReading.Rule rule : read.rules()) {
                rule.matches().forEach(match -> ranked.add(new Ranked(new Taken(match, rule.action()), order)));
            }
        }

        /// A name belongs to the listener that says it best; others do not serve it.
        private static Optional<Listener> owner(String host, List<Listener> listeners) {
            return listeners.stream().filter(listener -> Hostnames.covers(listener.hostname(), host))
                    .max(Comparator.comparing((Listener listener) -> listener.hostname().equals(host)).thenComparing(listener -> listener.hostname().length()));
        }
    }

    /// @param order of its route; rules of one route stay in theirs
    private record Ranked(Taken taken, int order) {
        static final Comparator<Ranked> ORDER = Comparator.comparing((Ranked ranked) -> ranked.taken.match(), RouteMatch.PRECEDENCE)
                .thenComparing(Ranked::order);
    }
}
