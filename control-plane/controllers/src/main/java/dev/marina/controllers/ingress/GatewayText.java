package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.GatewayPort.Host;
import dev.marina.controllers.ingress.GatewayPort.Taken;
import dev.marina.controllers.ingress.Location.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Gateways in nginx's words. A path chooses a location; where what else a request is like matters, a map of the conditions chooses a named
/// one. Whatever comes from a tenant stands in quotes, as in [NginxText].
final class GatewayText {

    /// Below it lie the places to which nginx sends copies of requests; no route has a path there.
    static final String MIRROR = "/.marina-mirror/";

    /// Rules that are looked at for one path.
    private static final int MOST_CANDIDATES = 100;

    private final RequestConditions conditions = new RequestConditions();
    private final ActionText actions = new ActionText(conditions);
    private final StringBuilder servers = new StringBuilder();
    private int picks;

    private GatewayText() {}

    /// For nginx's block `http`: maps and servers. Empty where there is no Gateway.
    static String of(List<GatewayPort> ports) {
        if (ports.isEmpty()) {
            return "";
        }
        GatewayText text = new GatewayText();
        ports.forEach(text::port);
        return NginxText.lines(text.conditions.maps(), 1) + text.servers;
    }

    private void port(GatewayPort port) {
        port.hosts().forEach(host -> servers.append(server(port, host)));
        if (port.hosts().stream().noneMatch(host -> host.name().isEmpty())) {
            List<String> lines = new ArrayList<>(listening(port, true));
            lines.add("server_name _;");
            lines.add(port.tls() ? "ssl_reject_handshake on;" : "return 404;");
            servers.append(NginxText.block("server", lines, 1));
        }
    }

    private static List<String> listening(GatewayPort port, boolean any) {
        return List.of("listen %d%s%s;".formatted(port.own(), port.tls() ? " ssl http2" : "", any ? " default_server" : ""));
    }

    private String server(GatewayPort port, Host host) {
        boolean any = host.name().isEmpty();
        List<String> lines = new ArrayList<>(listening(port, any));
        lines.add("server_name %s;".formatted(any ? "_" : NginxText.quoted(host.name())));
        host.certificate().ifPresent(file -> {
            lines.add("ssl_certificate %s/%s;".formatted(NginxText.DIRECTORY, file));
            lines.add("ssl_certificate_key %s/%s;".formatted(NginxText.DIRECTORY, file));
        });
        Map<Taken, String> named = new LinkedHashMap<>();
        Map<String, RouteMatch> paths = new LinkedHashMap<>();
        host.taken().forEach(taken -> paths.putIfAbsent(taken.match().kind() + taken.match().path(), taken.match()));
        boolean expressions = paths.values().stream().anyMatch(path -> path.kind() == Kind.REGEX);
        List<String> exact = paths.values().stream().filter(path -> path.kind() == Kind.EXACT).map(RouteMatch::path).toList();
        for (RouteMatch path : paths.values()) {
            List<String> inside = location(port, path, host.taken(), named);
            names(path, exact, expressions).forEach(name -> lines.addAll(wrapped("location " + name, inside)));
        }
        if (paths.values().stream().noneMatch(path -> path.kind() == Kind.PREFIX && path.path().equals("/"))) {
            lines.addAll(wrapped("location /", List.of("return 404;")));
        }
        named.forEach((taken, name) -> lines.addAll(wrapped("location " + name, actions.lines(taken, port))));
        if (!named.isEmpty()) {
            lines.addAll(wrapped("location @gw_none", List.of("return 404;")));
        }
        actions.mirrors().forEach((name, inside) -> lines.addAll(wrapped("location = " + name, inside)));
        return NginxText.block("server", lines, 1);
    }

    private static List<String> wrapped(String head, List<String> inside) {
        List<String> lines = new ArrayList<>(List.of(head + " {"));
        inside.forEach(line -> lines.add("    " + line));
        lines.add("}");
        return lines;
    }

    /// As nginx orders locations: an exact one, then expressions in their order, then the longest prefix. Where there are expressions,
    /// prefixes are some too.
    private static List<String> names(RouteMatch path, List<String> exact, boolean expressions) {
        return switch (path.kind()) {
            case EXACT -> List.of("= " + NginxText.quoted(path.path()));
            case REGEX -> List.of("~ " + NginxText.quoted(path.path()));
            case PREFIX -> {
                if (path.path().equals("/")) {
                    yield List.of("/");
                }
                if (expressions) {
                    yield List.of("~ " + NginxText.quoted(prefix(path)));
                }
                yield exact.contains(path.path())
                        ? List.of(NginxText.quoted(path.path() + "/"))
                        : List.of("= " + NginxText.quoted(path.path()), NginxText.quoted(path.path() + "/"));
            }
        };
    }

    static String prefix(RouteMatch path) {
        return "^" + (path.path().equals("/") ? "" : Paths.literally(path.path())) + "(?:/|$)";
    }

    /// @param condition of the request; empty for none
    private record Candidate(Taken taken, String condition) {}

    private List<String> location(GatewayPort port, RouteMatch path, List<Taken> all, Map<Taken, String> named) {
        List<Candidate> candidates = candidates(path, all);
        if (candidates.size() == 1 && candidates.getFirst().condition.isEmpty()) {
            return actions.lines(candidates.getFirst().taken, port);
        }
        boolean open = candidates.getLast().condition.isEmpty();
        List<Candidate> asked = open ? candidates.subList(0, candidates.size() - 1) : candidates;
        String pick = "gw_pick_" + ++picks;
        List<String> map = new ArrayList<>();
        map.add("map \"%s\" $%s {".formatted(asked.stream().map(candidate -> "$" + candidate.condition).collect(Collectors.joining()), pick));
        map.add("    default %s;".formatted(open ? name(candidates.getLast().taken, named) : "@gw_none"));
        for (int i = 0; i < asked.size(); i++) {
            map.add("    \"~^%s1\" %s;".formatted(".".repeat(i), name(asked.get(i).taken, named)));
        }
        map.add("}");
        conditions.add(map);
        name(candidates.getLast().taken, named);
        return List.of("error_page 418 = $%s;".formatted(pick), "return 418;");
    }

    private String name(Taken taken, Map<Taken, String> named) {
        return named.computeIfAbsent(taken, _ -> "@gw_%d".formatted(actions.next()));
    }

    /// Those that may take a request that comes to the path's location, in their order, up to the first that takes all of them.
    private List<Candidate> candidates(RouteMatch path, List<Taken> all) {
        List<Candidate> candidates = new ArrayList<>();
        for (Taken taken : all) {
            RouteMatch match = taken.match();
            boolean may = match.kind() == Kind.REGEX || path.kind() == Kind.REGEX && match.kind() == Kind.PREFIX;
            if (!match.covers(path) && !may) {
                continue;
            }
            String condition = conditions.of(match, !match.covers(path));
            candidates.add(new Candidate(taken, condition));
            if (condition.isEmpty() || candidates.size() == MOST_CANDIDATES) {
                break;
            }
        }
        return candidates;
    }
}
