package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.Location.Kind;
import dev.marina.controllers.ingress.RouteMatch.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Conditions of routes and includes: what is wrong with them, in Contour's words, and what all of a chain of includes ask for together
/// (internal/dag/conditions.go).
final class ProxyMatching {

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]{0,254}[A-Za-z0-9])?");
    private static final Pattern PARAM = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    private ProxyMatching() {}

    /// Envoy's order as Contour makes it: an exact path, then expressions, then prefixes, the longest first of each; then most headers, then
    /// most parameters.
    static final Comparator<RouteMatch> PRECEDENCE = Comparator.comparing((RouteMatch match) -> match.kind() != Kind.EXACT)
            .thenComparing(match -> match.kind() != Kind.REGEX).thenComparing(match -> -match.path().length()).thenComparing(RouteMatch::path)
            .thenComparing(match -> -match.headers().size()).thenComparing(match -> -match.params().size());

    // -- what is wrong with them

    /// Of an include's alone.
    static Optional<String> includeProblem(JsonNode conditions) {
        for (JsonNode each : conditions) {
            for (String kind : List.of("exact", "regex")) {
                if (!text(each, kind).isEmpty()) {
                    return Optional.of("%s conditions are not allowed in includes block".formatted(kind));
                }
            }
        }
        return pathProblem(conditions);
    }

    static Optional<String> pathProblem(JsonNode conditions) {
        int paths = 0;
        for (JsonNode each : conditions) {
            for (String kind : List.of("prefix", "exact", "regex")) {
                String path = text(each, kind);
                if (path.isEmpty()) {
                    continue;
                }
                paths++;
                if (!path.startsWith("/")) {
                    return Optional.of("%s conditions must start with /, %s was supplied".formatted(kind, path));
                }
                Optional<String> problem = kind.equals("regex") ? Paths.expressionProblem("a path", path) : plainProblem(path);
                if (problem.isPresent()) {
                    return Optional.of(kind.equals("regex")
                            ? "supplied regex: %s invalid. error: %s".formatted(path, problem.get())
                            : "%s \"%s\" is not served; right would be: %s".formatted(kind, path, problem.get()));
                }
            }
        }
        return paths > 1 ? Optional.of("more than one prefix, exact or regex is not allowed in a condition block") : Optional.empty();
    }

    private static Optional<String> plainProblem(String path) {
        try {
            Paths.of("Exact", path, RouteOptions.NONE);
            return path.startsWith(GatewayText.MIRROR) ? Optional.of("paths below %s are the entrance's own".formatted(GatewayText.MIRROR)) : Optional.empty();
        } catch (Paths.Unusable e) {
            return Optional.of(e.getMessage());
        }
    }

    static Optional<String> headerProblem(List<JsonNode> conditions) {
        Set<String> exact = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode each : conditions) {
            JsonNode header = each.path("header");
            if (!header.isObject()) {
                continue;
            }
            String name = header.path("name").asText().toLowerCase(Locale.ROOT);
            if (!HEADER.matcher(name).matches()) {
                return Optional.of("header name \"%s\" is not served; letters, digits, - and _ are".formatted(header.path("name").asText()));
            }
            for (String[] pair : new String[][] {{"present", "notpresent"}, {"exact", "notexact"}, {"contains", "notcontains"}}) {
                for (int i = 0; i < 2; i++) {
                    String value = value(header, pair[i]);
                    if (value.isEmpty()) {
                        continue;
                    }
                    if (seen.contains(name + " " + pair[1 - i] + " " + value)) {
                        return Optional.of("cannot specify contradictory '%s' and '%s' conditions for the same route and header".formatted(pair[0], pair[1]));
                    }
                    seen.add(name + " " + pair[i] + " " + value);
                }
            }
            if (!text(header, "exact").isEmpty() && !exact.add(name)) {
                return Optional.of("cannot specify duplicate header 'exact match' conditions in the same route");
            }
            if (!text(header, "regex").isEmpty() && Paths.expressionProblem("this", text(header, "regex")).isPresent()) {
                return Optional.of("invalid regular expression specified for 'regex' condition");
            }
            if (control(header)) {
                return Optional.of("a condition for header \"%s\" has control characters".formatted(name));
            }
        }
        return Optional.empty();
    }

    static Optional<String> paramProblem(List<JsonNode> conditions) {
        Set<String> exact = new HashSet<>();
        for (JsonNode each : conditions) {
            JsonNode param = each.path("queryParameter");
            if (!param.isObject()) {
                continue;
            }
            String name = param.path("name").asText();
            long set = Stream.of("exact", "prefix", "suffix", "regex", "contains", "present").filter(kind -> !value(param, kind).isEmpty()).count();
            if (set == 0) {
                return Optional.of("must specify at least one query parameter condition");
            }
            if (set > 1) {
                return Optional.of("cannot specify more than one condition in the same match condition branch");
            }
            if (!PARAM.matcher(name).matches() || control(param)) {
                return Optional.of("query parameter \"%s\" or its condition is not served; names have letters, digits and marks".formatted(name));
            }
            if (!text(param, "exact").isEmpty() && !exact.add(name.toLowerCase(Locale.ROOT))) {
                return Optional.of("cannot specify duplicate query parameter 'exact match' conditions in the same route");
            }
            if (!text(param, "regex").isEmpty() && Paths.expressionProblem("this", text(param, "regex")).isPresent()) {
                return Optional.of("invalid regular expression specified for 'regex' condition");
            }
        }
        return Optional.empty();
    }

    private static boolean control(JsonNode condition) {
        return condition.valueStream().anyMatch(value -> value.asText().chars().anyMatch(c -> c < ' ' || c == 0x7F));
    }

    private static String text(JsonNode from, String field) {
        return from.path(field).asText();
    }

    /// Empty for what is false.
    private static String value(JsonNode from, String field) {
        return from.path(field).isBoolean() && !from.path(field).asBoolean() ? "" : text(from, field);
    }

    // -- what they ask for

    /// Of conditions without a problem. Paths of a chain stand one behind the other.
    static RouteMatch match(List<JsonNode> conditions) {
        StringBuilder plain = new StringBuilder();
        StringBuilder expression = new StringBuilder();
        Kind kind = Kind.START;
        boolean regex = false;
        for (JsonNode each : conditions) {
            String prefix = text(each, "prefix");
            String exact = text(each, "exact");
            String pattern = text(each, "regex");
            plain.append(decoded(prefix)).append(decoded(exact));
            expression.append(Paths.literally(decoded(prefix) + decoded(exact))).append(pattern);
            regex |= !pattern.isEmpty();
            kind = !exact.isEmpty() ? Kind.EXACT : !prefix.isEmpty() ? Kind.START : kind;
        }
        String path = (regex ? expression : plain).toString().replaceAll("/{2,}", "/");
        return new RouteMatch(regex ? Kind.REGEX : path.isEmpty() ? Kind.START : kind, regex ? "^(?:" + path + ")$" : path.isEmpty() ? "/" : path,
                Optional.empty(), headers(conditions), params(conditions));
    }

    private static String decoded(String path) {
        try {
            return path.isEmpty() ? "" : Paths.of("Exact", path, RouteOptions.NONE).pattern();
        } catch (Paths.Unusable e) {
            throw new IllegalArgumentException("conditions have to be asked for problems first: " + e.getMessage());
        }
    }

    private static List<Value> headers(List<JsonNode> conditions) {
        List<Value> values = new ArrayList<>();
        for (JsonNode each : conditions) {
            JsonNode header = each.path("header");
            String name = text(header, "name").toLowerCase(Locale.ROOT);
            boolean ignoreCase = header.path("ignoreCase").asBoolean();
            boolean absent = header.path("treatMissingAsEmpty").asBoolean();
            if (header.path("present").asBoolean()) {
                values.add(new Value(name, Value.Kind.PRESENT, "", false, false, false));
            } else if (header.path("notpresent").asBoolean()) {
                values.add(new Value(name, Value.Kind.PRESENT, "", false, true, true));
            } else if (!text(header, "contains").isEmpty()) {
                values.add(new Value(name, Value.Kind.CONTAINS, text(header, "contains"), ignoreCase, false, false));
            } else if (!text(header, "notcontains").isEmpty()) {
                values.add(new Value(name, Value.Kind.CONTAINS, text(header, "notcontains"), ignoreCase, true, absent));
            } else if (!text(header, "exact").isEmpty()) {
                values.add(new Value(name, Value.Kind.EXACT, text(header, "exact"), ignoreCase, false, false));
            } else if (!text(header, "notexact").isEmpty()) {
                values.add(new Value(name, Value.Kind.EXACT, text(header, "notexact"), ignoreCase, true, absent));
            } else if (!text(header, "regex").isEmpty()) {
                values.add(new Value(name, Value.Kind.REGEX, text(header, "regex"), false, false, false));
            }
        }
        return values;
    }

    private static List<Value> params(List<JsonNode> conditions) {
        List<Value> values = new ArrayList<>();
        for (JsonNode each : conditions) {
            JsonNode param = each.path("queryParameter");
            for (Value.Kind kind : Value.Kind.values()) {
                String field = kind.name().toLowerCase(Locale.ROOT);
                if (!value(param, field).isEmpty()) {
                    boolean ignoreCase = kind != Value.Kind.REGEX && param.path("ignoreCase").asBoolean();
                    values.add(new Value(text(param, "name"), kind, kind == Value.Kind.PRESENT ? "" : text(param, field), ignoreCase, false, false));
                }
            }
        }
        return values;
    }

    /// By which it is known whether two includes ask for the same. Those that take everything are not told apart: that was allowed once
    /// (includeMatchConditionsIdentical).
    static Optional<String> identity(List<JsonNode> conditions) {
        RouteMatch match = match(conditions);
        return match.path().equals("/") && match.always()
                ? Optional.empty()
                : Optional.of(match.path() + "\n" + Stream.concat(match.headers().stream(), match.params().stream()).map(Value::toString).sorted()
                        .collect(Collectors.joining("\n")) + "\n" + match.headers().size());
    }
}
