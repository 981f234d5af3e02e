package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.Location.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Leads the requests of one host to what is to become of them, in nginx's words. A path chooses a location; where what else a request is
/// like matters, a map of the conditions chooses a named one, and where chance decides, a part of them each.
///
/// @param <T> a match with what becomes of requests that are like it
final class PathLocations<T> {

    /// Rules that are looked at for one path.
    private static final int MOST_CANDIDATES = 100;

    private final RequestConditions conditions;
    private final String prefix;
    private final Function<T, RouteMatch> match;
    private final Function<T, List<String>> inside;
    private final Function<T, List<Part<T>>> parts;
    private final Map<T, String> named = new LinkedHashMap<>();
    private final Map<T, String> shared = new LinkedHashMap<>();

    /// @param weight in relation to the others'
    record Part<T>(T taken, long weight) {}

    /// @param prefix of names of locations
    /// @param inside what stands in the location of one
    /// @param parts of those whose requests are shared out; empty for others
    PathLocations(RequestConditions conditions, String prefix, Function<T, RouteMatch> match, Function<T, List<String>> inside,
            Function<T, List<Part<T>>> parts) {
        this.conditions = conditions;
        this.prefix = prefix;
        this.match = match;
        this.inside = inside;
        this.parts = parts;
    }

    /// For a block `server`. Used once.
    ///
    /// @param all those first that go before the others
    List<String> lines(List<T> all) {
        List<String> lines = new ArrayList<>();
        Map<String, RouteMatch> paths = new LinkedHashMap<>();
        all.stream().map(match).forEach(each -> paths.putIfAbsent(each.kind() + each.path(), each));
        boolean expressions = paths.values().stream().anyMatch(path -> path.kind() == Kind.REGEX);
        List<String> exact = paths.values().stream().filter(path -> path.kind() == Kind.EXACT).map(RouteMatch::path).toList();
        for (RouteMatch path : paths.values()) {
            List<String> chosen = location(path, all);
            names(path, exact, expressions).forEach(name -> lines.addAll(wrapped("location " + name, chosen)));
        }
        if (paths.values().stream().noneMatch(PathLocations::everything)) {
            lines.addAll(wrapped("location /", List.of("return 404;")));
        }
        named.forEach((taken, name) -> lines.addAll(wrapped("location " + name, inside.apply(taken))));
        lines.addAll(wrapped("location @%s_none".formatted(prefix), List.of("return 404;")));
        return lines;
    }

    static List<String> wrapped(String head, List<String> inside) {
        List<String> lines = new ArrayList<>(List.of(head + " {"));
        inside.forEach(line -> lines.add("    " + line));
        lines.add("}");
        return lines;
    }

    private static boolean everything(RouteMatch path) {
        return path.path().equals("/") && (path.kind() == Kind.PREFIX || path.kind() == Kind.START);
    }

    /// As nginx orders locations: an exact one, then expressions in their order, then the longest prefix. Where there are expressions,
    /// prefixes are some too.
    private static List<String> names(RouteMatch path, List<String> exact, boolean expressions) {
        String quoted = NginxText.quoted(path.path());
        return switch (path.kind()) {
            case EXACT -> List.of("= " + quoted);
            case REGEX -> List.of("~ " + quoted);
            case PREFIX, START -> {
                if (everything(path)) {
                    yield List.of("/");
                }
                if (expressions) {
                    yield List.of("~ " + NginxText.quoted(start(path)));
                }
                if (path.kind() == Kind.START) {
                    yield List.of(quoted);
                }
                String below = NginxText.quoted(path.path() + "/");
                yield exact.contains(path.path()) ? List.of(below) : List.of("= " + quoted, below);
            }
        };
    }

    /// Of a path that is no expression: what requests' paths begin with, as one.
    static String start(RouteMatch path) {
        if (path.kind() == Kind.START) {
            return "^" + Paths.literally(path.path());
        }
        return "^" + (path.path().equals("/") ? "" : Paths.literally(path.path())) + "(?:/|$)";
    }

    /// @param condition of the request; empty for none
    private record Candidate<T>(T taken, String condition) {}

    private List<String> location(RouteMatch path, List<T> all) {
        List<Candidate<T>> candidates = candidates(path, all);
        if (candidates.size() == 1 && candidates.getFirst().condition.isEmpty() && parts.apply(candidates.getFirst().taken).isEmpty()) {
            return inside.apply(candidates.getFirst().taken);
        }
        boolean open = candidates.getLast().condition.isEmpty();
        List<Candidate<T>> asked = open ? candidates.subList(0, candidates.size() - 1) : candidates;
        String otherwise = open ? name(candidates.getLast().taken) : "@%s_none".formatted(prefix);
        String pick = asked.isEmpty() ? otherwise : "$" + conditions.name("pick");
        if (!asked.isEmpty()) {
            List<String> map = new ArrayList<>();
            map.add("map \"%s\" %s {".formatted(asked.stream().map(candidate -> "$" + candidate.condition).collect(Collectors.joining()), pick));
            map.add("    default %s;".formatted(otherwise));
            for (int i = 0; i < asked.size(); i++) {
                map.add("    \"~^%s1\" %s;".formatted(".".repeat(i), name(asked.get(i).taken)));
            }
            map.add("}");
            conditions.add(map);
        }
        return List.of("error_page 418 = %s;".formatted(pick), "return 418;");
    }

    /// The named location of one, or the variable that says which it is.
    private String name(T taken) {
        List<Part<T>> all = parts.apply(taken);
        return all.isEmpty() ? named.computeIfAbsent(taken, _ -> "@" + conditions.name("to")) : shared.computeIfAbsent(taken, _ -> share(all));
    }

    private String share(List<Part<T>> all) {
        String variable = conditions.name("share");
        List<Part<T>> some = all.stream().filter(part -> part.weight > 0).toList();
        conditions.add(wrapped("split_clients \"${request_id}%s\" $%1$s".formatted(variable), NginxText.shares(some, Part::weight, part -> name(part.taken))));
        return "$" + variable;
    }

    /// Those that may take a request that comes to the path's location, in their order, up to the first that takes all of them.
    private List<Candidate<T>> candidates(RouteMatch path, List<T> all) {
        List<Candidate<T>> candidates = new ArrayList<>();
        for (T taken : all) {
            RouteMatch wanted = match.apply(taken);
            boolean may = wanted.kind() == Kind.REGEX || path.kind() == Kind.REGEX && wanted.kind() != Kind.EXACT;
            if (!wanted.covers(path) && !may) {
                continue;
            }
            String condition = conditions.of(wanted, !wanted.covers(path));
            candidates.add(new Candidate<>(taken, condition));
            if (condition.isEmpty() || candidates.size() == MOST_CANDIDATES) {
                break;
            }
        }
        return candidates;
    }
}
