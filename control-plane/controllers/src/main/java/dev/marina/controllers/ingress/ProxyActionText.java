package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.ProxyRoute.AddressFilter;
import dev.marina.controllers.ingress.ProxyRoute.Backend;
import dev.marina.controllers.ingress.ProxyRoute.Cors;
import dev.marina.controllers.ingress.ProxyRoute.RateLimit;
import dev.marina.controllers.ingress.ProxyRoute.Retry;
import dev.marina.controllers.ingress.ProxyRoute.Rewrite;
import dev.marina.controllers.ingress.ProxyRoute.RoutePolicies;
import dev.marina.controllers.ingress.ProxyRoute.Target;
import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What becomes of requests that a route of an HTTPProxy takes, in nginx's words.
final class ProxyActionText {

    private static final Duration LONGEST = Duration.ofDays(1);

    private final RequestConditions conditions;
    private final Set<String> zones = new LinkedHashSet<>();
    private final Map<Object, String> known = new HashMap<>();
    private Map<String, List<String>> mirrors = new LinkedHashMap<>();
    private final List<String> added = new ArrayList<>();

    ProxyActionText(RequestConditions conditions) {
        this.conditions = conditions;
    }

    List<String> zones() {
        return List.copyOf(zones);
    }

    /// Locations to which requests were copied since this was asked last.
    Map<String, List<String>> mirrors() {
        Map<String, List<String>> all = mirrors;
        mirrors = new LinkedHashMap<>();
        return all;
    }

    List<String> lines(ProxyRoute route) {
        RoutePolicies policies = route.policies();
        List<String> lines = new ArrayList<>();
        added.clear();
        policies.addresses().ifPresent(filter -> lines.addAll(returning("$%s = 0".formatted(filter(filter)), "403")));
        policies.cors().ifPresent(cors -> lines.addAll(cors(cors)));
        if (route.toTls()) {
            lines.addAll(returning("$without_tls", "301 https://$host$request_uri"));
        }
        policies.limit().ifPresent(limit -> lines.addAll(limit(limit)));
        switch (route.target()) {
            case Target.Answer answer -> lines.add(answer.body().isEmpty()
                    ? "return %d;".formatted(answer.status())
                    : "return %d %s;".formatted(answer.status(), ProxyText.body(answer.body())));
            case Target.Away away -> lines.add(away(away, route.match()));
            case Target.Services services -> lines.addAll(passing(services, policies));
        }
        // Headers of answers stand together: a line of a location's own hides all that it would inherit.
        lines.addAll(added);
        return lines;
    }

    private static List<String> returning(String condition, String what) {
        return List.of("if (%s) {".formatted(condition), "    return %s;".formatted(what), "}");
    }

    // -- who may come

    private String filter(AddressFilter filter) {
        return known.computeIfAbsent(filter, _ -> {
            String remote = geo("remote_addr", filter.remote());
            String peer = geo("realip_remote_addr", filter.peer());
            String name = conditions.name("may");
            conditions.add(List.of("map \"$%s$%s\" $%s {".formatted(remote, peer, name), "    default %d;".formatted(filter.allow() ? 1 : 0),
                    "    00 %d;".formatted(filter.allow() ? 0 : 1), "}"));
            return name;
        });
    }

    private String geo(String of, List<String> networks) {
        String name = conditions.name("from");
        List<String> geo = new ArrayList<>(List.of("geo $%s $%s {".formatted(of, name), "    default 0;"));
        networks.stream().distinct().forEach(network -> geo.add("    %s 1;".formatted(network)));
        geo.add("}");
        conditions.add(geo);
        return name;
    }

    private List<String> limit(RateLimit limit) {
        zones.add("limit_req_zone \"all\" zone=%s:32k rate=%s;".formatted(limit.zone(), limit.rate()));
        for (HeaderChange header : limit.headers()) {
            String name = conditions.name("limited");
            conditions.add(List.of("map $limit_req_status $%s {".formatted(name), "    default \"\";",
                    "    REJECTED %s;".formatted(ProxyHeaders.text(header.value())), "}"));
            header(header.name(), "$" + name);
        }
        List<String> lines = new ArrayList<>();
        // The one that comes is not one of those that wait.
        lines.add(limit.burst() > 1
                ? "limit_req zone=%s burst=%d nodelay;".formatted(limit.zone(), limit.burst() - 1)
                : "limit_req zone=%s;".formatted(limit.zone()));
        lines.add("limit_req_status %d;".formatted(limit.status()));
        return lines;
    }

    // -- browsers

    private List<String> cors(Cors cors) {
        String origin = known.computeIfAbsent(cors, _ -> {
            String name = conditions.name("origin");
            conditions.add(ProxyCorsText.maps(name, cors));
            return name;
        });
        added.addAll(ProxyCorsText.headers(origin));
        return returning("$%s_asks".formatted(origin), "200");
    }

    private void header(String name, String value) {
        added.add(answering(name, value));
    }

    static String answering(String name, String value) {
        return "add_header %s %s always;".formatted(name, value);
    }

    // -- where requests go

    private String away(Target.Away away, RouteMatch match) {
        boolean same = away.scheme().isEmpty() && away.port() == 0;
        String scheme = away.scheme().isEmpty() ? "$client_scheme" : away.scheme();
        String host = !away.host().isEmpty() ? away.host() : same ? "$http_host" : "$host";
        int standard = away.scheme().equals("https") ? 443 : away.scheme().equals("http") ? 80 : 0;
        String port = away.port() == 0 || away.port() == standard ? "" : ":" + away.port();
        String path = away.path().map(text -> away.whole() ? absolute(text) + "$is_args$args" : tail(text, match)).orElse("$request_uri");
        return "return %d \"%s://%s%s%s\";".formatted(away.status(), scheme, host, port, path);
    }

    /// What stands behind the prefix, as the client wrote it: decoded it could have line breaks, which have no place in a header.
    private String tail(String to, RouteMatch match) {
        String variable = conditions.name("tail");
        conditions.add(List.of("map $request_uri $%s {".formatted(variable), "    default \"\";",
                "    %s $1;".formatted(NginxText.quoted("~^" + Paths.literally(match.path()) + "([^?]*)")), "}"));
        return "%s${%s}$is_args$args".formatted(absolute(to), variable);
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private List<String> passing(Target.Services services, RoutePolicies policies) {
        Backend backend = services.backends().getFirst();
        if (backend.upstream().isEmpty()) {
            return List.of("return 503;");
        }
        String directive = backend.protocol().directive;
        List<String> lines = new ArrayList<>(returning("$px_circle", "508"));
        lines.addAll(request(backend, policies.upgrade()));
        backend.response().forEach(change -> response(lines, change, directive));
        if (policies.cors().isPresent()) {
            for (String name : List.of("Allow-Origin", "Allow-Credentials", "Expose-Headers")) {
                lines.add("%s_hide_header Access-Control-%s;".formatted(directive, name));
            }
        }
        if (policies.affinity()) {
            header("Set-Cookie", "$px_new_affinity");
        }
        Optional<Backend> mirror = services.mirror().filter(to -> to.upstream().isPresent());
        mirror.ifPresent(to -> lines.add("mirror %s;".formatted(mirror(to))));
        if (!backend.protocol().grpc() && mirror.isEmpty()) {
            // What is passed on as it comes fills nobody's disk.
            lines.addAll(List.of("client_max_body_size 0;", "proxy_request_buffering off;"));
        }
        times(lines, policies, directive);
        policies.retry().ifPresent(retry -> retry(lines, retry, directive));
        if (!backend.protocol().grpc()) {
            backend.cookies().forEach(cookie -> lines.add("proxy_cookie_flags %s %s;".formatted(
                    NginxText.quoted("~^" + Paths.literally(cookie.name()) + "$"), String.join(" ", cookie.flags()))));
        }
        policies.rewrite().ifPresent(rewrite -> lines.addAll(rewrite(rewrite)));
        lines.addAll(passed(backend, ""));
        return lines;
    }

    /// @param uri that stands for the request's, as it is by now; empty for that one
    private static List<String> passed(Backend backend, String uri) {
        String directive = backend.protocol().directive;
        List<String> lines = new ArrayList<>();
        if (backend.protocol().tls()) {
            lines.add("%s_ssl_server_name on;".formatted(directive));
            lines.add("%s_ssl_name %s;".formatted(directive, backend.trust().map(trust -> NginxText.quoted(trust.name())).orElse("$host")));
            backend.trust().ifPresent(trust -> lines.addAll(List.of("%s_ssl_verify on;".formatted(directive), "%s_ssl_verify_depth 5;".formatted(directive),
                    "%s_ssl_trusted_certificate %s/%s;".formatted(directive, NginxText.DIRECTORY, trust.file()))));
        }
        lines.add("%s_pass %s://%s%s;".formatted(directive, backend.protocol().scheme, backend.upstream().orElseThrow().name(), uri));
        return lines;
    }

    private static void times(List<String> lines, RoutePolicies policies, String directive) {
        policies.answer().ifPresent(answer -> {
            Duration wait = answer.isZero() ? LONGEST : answer;
            Duration each = policies.retry().flatMap(Retry::each).filter(tried -> tried.compareTo(wait) < 0).orElse(wait);
            lines.add("%s_read_timeout %dms;".formatted(directive, each.toMillis()));
            lines.add("%s_send_timeout %dms;".formatted(directive, each.toMillis()));
            lines.add("%s_next_upstream_timeout %dms;".formatted(directive, wait.toMillis()));
        });
    }

    private static void retry(List<String> lines, Retry retry, String directive) {
        boolean never = retry.on().equals(List.of("off"));
        lines.add("%s_next_upstream %s%s;".formatted(directive, String.join(" ", retry.on()), never ? "" : " non_idempotent"));
        lines.add("%s_next_upstream_tries %d;".formatted(directive, retry.tries()));
    }

    private static List<String> rewrite(Rewrite rewrite) {
        if (!rewrite.slashes()) {
            return List.of("rewrite %s %s break;".formatted(NginxText.quoted("(?s)^" + Paths.literally(rewrite.from()) + "(.*)$"),
                    NginxText.quoted(rewrite.to() + "$1")));
        }
        String from = Paths.literally(bare(rewrite.from()));
        String to = bare(rewrite.to());
        return List.of("rewrite %s %s break;".formatted(NginxText.quoted("(?s)^" + from + "(/.*)$"), NginxText.quoted(to + "$1")),
                "rewrite %s %s break;".formatted(NginxText.quoted("(?s)^" + from + "(.*)$"), NginxText.quoted((to.isEmpty() ? "/" : to) + "$1")));
    }

    private static String bare(String path) {
        return path.replaceAll("/+$", "");
    }

    // -- headers

    private List<String> request(Backend backend, boolean upgrade) {
        String directive = backend.protocol().directive;
        List<String> lines = new ArrayList<>(NginxText.headers(directive));
        if (!upgrade && !backend.protocol().grpc()) {
            set(lines, directive, "Upgrade", "\"\"");
            set(lines, directive, "Connection", "\"\"");
        }
        backend.host().ifPresent(host -> set(lines, directive, "Host", ProxyHeaders.text(host)));
        set(lines, directive, "X-Marina-Hops", "$px_hops");
        backend.request().forEach(change -> set(lines, directive, change.name(), change.kind() == HeaderChange.Kind.REMOVE
                ? "\"\""
                : ProxyHeaders.text(change.value())));
        return lines;
    }

    private static void set(List<String> lines, String directive, String name, String value) {
        String start = "%s_set_header %s ".formatted(directive, name).toLowerCase(Locale.ROOT);
        lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(start));
        lines.add("%s_set_header %s %s;".formatted(directive, name, value));
    }

    private void response(List<String> lines, HeaderChange change, String directive) {
        lines.add("%s_hide_header %s;".formatted(directive, change.name()));
        if (change.kind() == HeaderChange.Kind.SET) {
            header(change.name(), ProxyHeaders.text(change.value()));
        }
    }

    /// Copies are told another name of the host, as Envoy's are: no copy is copied again.
    private String mirror(Backend to) {
        String name = GatewayText.MIRROR + conditions.name("copy");
        List<String> lines = new ArrayList<>(List.of("internal;"));
        if (to.weight() > 0 && to.weight() < 100) {
            String some = conditions.name("some");
            conditions.add(List.of("split_clients \"${request_id}%s\" $%1$s {".formatted(some), "    %d%% 1;".formatted(to.weight()), "    * 0;", "}"));
            lines.addAll(returning("$%s = 0".formatted(some), "204"));
        }
        lines.addAll(request(to, false));
        set(lines, to.protocol().directive, "Host", "\"$host-shadow\"");
        lines.addAll(passed(to, to.protocol().grpc() ? "" : "$request_uri"));
        mirrors.put(name, lines);
        return name;
    }
}
