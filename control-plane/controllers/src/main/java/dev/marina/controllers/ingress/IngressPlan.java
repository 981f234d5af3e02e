package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.Location.Target;
import dev.marina.controllers.ingress.RouteOptions.Redirect;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a cluster's nginx is to do for its Ingresses, and what cannot be done. A pure function of what was read.
///
/// Of two that want the same path of the same host the older one has it, as in ingress-nginx. A canary stands behind a path that somebody
/// else has.
///
/// @param files beside nginx's configuration, by name
record IngressPlan(List<VirtualHost> hosts, List<Upstream> upstreams, Map<String, byte[]> files, List<Finding> findings) {

    private static final int MOST_INGRESSES = 1_000;
    private static final int MOST_PATHS = 5_000;

    static IngressPlan of(IngressWorld world) {
        return of(world, HostClaims.NONE, MOST_INGRESSES);
    }

    /// @param most of its Ingresses; those above are told so
    static IngressPlan of(IngressWorld world, HostClaims claims, int most) {
        return new Making(world, claims).make(Math.min(most, MOST_INGRESSES));
    }

    /// What one host has so far.
    private static final class Host {
        final Map<Paths, Wanted> paths = new LinkedHashMap<>();
        Optional<String> certificate = Optional.empty();
        Optional<Wanted> fallback = Optional.empty();
    }

    /// Who wants a path and what for.
    private record Wanted(Ingress ingress, IngressBackend backend, String where, RouteOptions options, boolean withoutPromisedTls, List<Canary> canaries) {}

    private record Canary(Ingress ingress, IngressBackend backend, String where, RouteOptions.Canary rule) {}

    private static final class Making {

        private final IngressWorld world;
        private final HostClaims claims;
        private final List<Finding> findings = new ArrayList<>();
        private final Backends backends;
        private final Certificates certificates;
        private final Map<String, Host> hosts = new TreeMap<>();
        private Optional<Wanted> lastResort = Optional.empty();
        private int paths;
        private int sticky;

        Making(IngressWorld world, HostClaims claims) {
            this.world = world;
            this.claims = claims;
            this.backends = new Backends(world, findings::add);
            this.certificates = new Certificates(world, findings::add);
        }

        IngressPlan make(int most) {
            List<Ingress> all = world.ingresses();
            Map<Ingress, RouteOptions> main = new LinkedHashMap<>();
            Map<Ingress, RouteOptions> canaries = new LinkedHashMap<>();
            all.stream().limit(most).forEach(ingress -> {
                RouteOptions options = options(ingress);
                (options.canary().isPresent() ? canaries : main).put(ingress, options);
            });
            all.stream().skip(most).forEach(ingress -> tell(ingress, "TooLarge",
                    "the %d older Ingresses fill what one entrance serves; this one is not served until there are fewer or smaller ones".formatted(most)));
            main.forEach(this::take);
            canaries.forEach(this::attach);
            List<VirtualHost> made = hosts.entrySet().stream().map(host -> virtualHost(host.getKey(), host.getValue())).toList();
            return new IngressPlan(made, backends.upstreams(), certificates.files(), List.copyOf(findings));
        }

        private RouteOptions options(Ingress ingress) {
            Annotations annotations = new Annotations(ingress.getMetadata().getAnnotations());
            RouteOptions options = annotations.options();
            annotations.problems().forEach(problem -> tell(ingress, "UnsupportedAnnotation", problem));
            return options;
        }

        private void tell(Ingress ingress, String reason, String message) {
            findings.add(new Finding(ingress, reason, message));
        }

        // -- who wants what

        private void take(Ingress ingress, RouteOptions options) {
            Map<String, Optional<String>> certificateOf = certificates(ingress);
            List<IngressRule> rules = Optional.ofNullable(ingress.getSpec().getRules()).orElse(List.of());
            for (int i = 0; i < rules.size(); i++) {
                String at = "spec.rules[%d]".formatted(i);
                Optional<String> name = Paths.host(rules.get(i).getHost());
                if (name.isEmpty()) {
                    tell(ingress, "InvalidHost", "%s.host: \"%s\" is no name of DNS".formatted(at, rules.get(i).getHost()));
                    continue;
                }
                if (claims.proxies().containsKey(name.get())) {
                    tell(ingress, "PathTaken", "%s.host: \"%s\" is the older HTTPProxy %s's".formatted(at, name.get(), claims.proxies().get(name.get()).id()));
                    continue;
                }
                Host host = hosts.computeIfAbsent(name.get(), _ -> new Host());
                Optional<Optional<String>> promised = promised(certificateOf, name.get());
                if (host.certificate.isEmpty()) {
                    host.certificate = promised.flatMap(found -> found);
                }
                boolean without = promised.isPresent() && promised.get().isEmpty() && options.redirect() != Redirect.NEVER;
                List<HTTPIngressPath> wanted = rules.get(i).getHttp() == null ? List.of() : rules.get(i).getHttp().getPaths();
                for (int j = 0; j < wanted.size(); j++) {
                    path(host, name.get(), wanted.get(j), new Wanted(ingress, wanted.get(j).getBackend(), "%s.http.paths[%d].backend".formatted(at, j), options,
                            without, new ArrayList<>()));
                }
                if (ingress.getSpec().getDefaultBackend() != null && host.fallback.isEmpty()) {
                    host.fallback = Optional.of(byDefault(ingress, options, without));
                }
            }
            if (ingress.getSpec().getDefaultBackend() != null && lastResort.filter(resort -> rules.size() >= rulesOf(resort.ingress)).isEmpty()) {
                lastResort = Optional.of(byDefault(ingress, options, false));
                hosts.computeIfAbsent(VirtualHost.ANY, _ -> new Host());
            }
        }

        private static int rulesOf(Ingress ingress) {
            return ingress.getSpec().getRules() == null ? 0 : ingress.getSpec().getRules().size();
        }

        private static Wanted byDefault(Ingress ingress, RouteOptions options, boolean without) {
            return new Wanted(ingress, ingress.getSpec().getDefaultBackend(), "spec.defaultBackend", options, without, new ArrayList<>());
        }

        private void path(Host host, String name, HTTPIngressPath path, Wanted wanted) {
            Optional<Paths> read = read(path, wanted);
            if (read.isEmpty()) {
                return;
            }
            Wanted before = host.paths.putIfAbsent(read.get(), wanted);
            if (before != null && before.ingress != wanted.ingress) {
                tell(wanted.ingress, "PathTaken", "%s: %s of host \"%s\" is the older Ingress %s/%s's".formatted(wanted.where, path.getPath(), name,
                        before.ingress.getMetadata().getNamespace(), before.ingress.getMetadata().getName()));
            } else if (before == null && ++paths > MOST_PATHS) {
                host.paths.remove(read.get());
                tell(wanted.ingress, "TooLarge", "one entrance serves %d paths; %s is not served".formatted(MOST_PATHS, path.getPath()));
            }
        }

        private Optional<Paths> read(HTTPIngressPath path, Wanted wanted) {
            try {
                return Optional.of(Paths.of(Objects.requireNonNullElse(path.getPathType(), "ImplementationSpecific"), path.getPath(), wanted.options));
            } catch (Paths.Unusable e) {
                tell(wanted.ingress, "InvalidPath", "%s: \"%s\" is not served; right would be: %s".formatted(wanted.where.replace(".backend", ".path"),
                        path.getPath().replaceAll("\\p{Cntrl}", "�"), e.getMessage()));
                return Optional.empty();
            }
        }

        /// By host; under [VirtualHost#ANY] for all hosts of the Ingress that are not named.
        private Map<String, Optional<String>> certificates(Ingress ingress) {
            Map<String, Optional<String>> byHost = new LinkedHashMap<>();
            for (IngressTLS tls : Optional.ofNullable(ingress.getSpec().getTls()).orElse(List.of())) {
                if (tls.getSecretName() == null || tls.getSecretName().isEmpty()) {
                    continue;
                }
                Optional<String> file = certificates.certificate(ingress, tls.getSecretName());
                List<String> names = tls.getHosts() == null || tls.getHosts().isEmpty() ? List.of(VirtualHost.ANY) : tls.getHosts();
                names.forEach(name -> byHost.putIfAbsent(name.toLowerCase(), file));
            }
            return byHost;
        }

        /// Whether TLS is asked for for the host, and by which certificate.
        private static Optional<Optional<String>> promised(Map<String, Optional<String>> byHost, String host) {
            String wildcard = host.contains(".") ? "*" + host.substring(host.indexOf('.')) : host;
            return Optional.ofNullable(byHost.get(host)).or(() -> Optional.ofNullable(byHost.get(wildcard)))
                    .or(() -> Optional.ofNullable(byHost.get(VirtualHost.ANY)));
        }

        private void attach(Ingress ingress, RouteOptions options) {
            List<IngressRule> rules = Optional.ofNullable(ingress.getSpec().getRules()).orElse(List.of());
            for (int i = 0; i < rules.size(); i++) {
                Host host = Paths.host(rules.get(i).getHost()).map(hosts::get).orElse(null);
                List<HTTPIngressPath> wanted = rules.get(i).getHttp() == null ? List.of() : rules.get(i).getHttp().getPaths();
                for (int j = 0; j < wanted.size(); j++) {
                    String where = "spec.rules[%d].http.paths[%d].backend".formatted(i, j);
                    Wanted main = host == null
                            ? null
                            : host.paths.get(read(wanted.get(j), new Wanted(ingress, null, where, options, false, List.of())).orElse(null));
                    if (main == null) {
                        tell(ingress, "NoMainIngress", "%s: no Ingress without %scanary has %s of host \"%s\"; a canary stands beside one".formatted(where,
                                Annotations.PREFIX, wanted.get(j).getPath(), rules.get(i).getHost()));
                    } else if (!main.canaries.isEmpty()) {
                        tell(ingress, "PathTaken", "%s: there is a canary beside that path already".formatted(where));
                    } else {
                        main.canaries.add(new Canary(ingress, wanted.get(j).getBackend(), where, options.canary().orElseThrow()));
                    }
                }
            }
        }

        // -- what becomes of it

        private VirtualHost virtualHost(String name, Host host) {
            List<Location> locations = new ArrayList<>();
            host.paths.forEach((path, wanted) -> locations.add(location(path, wanted)));
            Paths root = new Paths(Location.Kind.PREFIX, "/");
            if (!host.paths.containsKey(root)) {
                host.fallback.or(() -> lastResort).ifPresent(wanted -> locations.add(location(root, wanted)));
            }
            return new VirtualHost(name, host.certificate, locations, ChallengeText.of(world.challenges(), name,
                    path -> locations.stream().anyMatch(location -> location.pattern().equals(path))));
        }

        private Location location(Paths path, Wanted wanted) {
            String ingress = wanted.ingress.getMetadata().getNamespace() + "/" + wanted.ingress.getMetadata().getName();
            return new Location(path.kind(), path.pattern(), target(wanted), wanted.options, ingress);
        }

        private Target target(Wanted wanted) {
            Optional<Location.StickyCookie> cookie = wanted.options.sticky().map(rule -> new Location.StickyCookie("sticky_" + ++sticky, rule));
            Optional<Map.Entry<String, RouteOptions.Sticky>> by = cookie.map(each -> Map.entry(each.variable(), each.sticky()));
            Optional<Upstream> main = backends.find(wanted.ingress, wanted.backend, wanted.where, wanted.options, by);
            Optional<Location.Other> canary = wanted.canaries.stream().findFirst()
                    .flatMap(other -> backends.find(other.ingress, other.backend, other.where, wanted.options, by)
                            .map(upstream -> new Location.Other(upstream, other.rule)));
            Optional<String> passwords = wanted.options.password().flatMap(asked -> certificates.passwords(wanted.ingress, asked));
            if (wanted.options.closed() || wanted.withoutPromisedTls || main.isEmpty() || wanted.options.password().isPresent() && passwords.isEmpty()) {
                return new Target.Nowhere();
            }
            return new Target.To(main.get(), canary, passwords, cookie);
        }
    }
}
