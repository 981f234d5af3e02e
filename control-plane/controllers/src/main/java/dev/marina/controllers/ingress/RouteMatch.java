package dev.marina.controllers.ingress;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a request has to be like for one match of a rule.
///
/// @param headers by their names in small letters
/// @param params of the query
record RouteMatch(Location.Kind kind, String path, Optional<String> method, List<Value> headers, List<Value> params) {

    /// @param regex whether `text` is a regular expression for the whole value
    record Value(String name, boolean regex, String text) {}

    /// Who goes before whom by what is matched: an exact path, then the longest, then a method, then the most headers, then the most
    /// parameters. HTTPRouteRule.Matches in the specification; of expressions it leaves the place open.
    static final Comparator<RouteMatch> PRECEDENCE = Comparator.comparing((RouteMatch match) -> match.kind != Location.Kind.EXACT)
            .thenComparing(match -> -match.path.length())
            .thenComparing(match -> match.method.isEmpty())
            .thenComparing(match -> -match.headers.size())
            .thenComparing(match -> -match.params.size());

    /// Whether the path alone decides.
    boolean always() {
        return method.isEmpty() && headers.isEmpty() && params.isEmpty();
    }

    /// Whether every path of `other` is one of this, as far as that can be said without a request.
    boolean covers(RouteMatch other) {
        if (kind == other.kind && path.equals(other.path)) {
            return true;
        }
        return kind == Location.Kind.PREFIX && other.kind != Location.Kind.REGEX
                && (path.equals("/") || other.path.equals(path) || other.path.startsWith(path + "/"));
    }
}
