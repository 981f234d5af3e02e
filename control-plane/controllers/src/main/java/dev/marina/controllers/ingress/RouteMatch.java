package dev.marina.controllers.ingress;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a request has to be like for one match of a rule.
///
/// @param headers by their names in small letters
/// @param params of the query
record RouteMatch(Location.Kind kind, String path, Optional<String> method, List<Value> headers, List<Value> params) {

    /// What a header or parameter has to be.
    ///
    /// @param text of an expression for the whole value where `kind` is REGEX; the value or a part of it otherwise
    /// @param inverted whether it must not be so
    /// @param absent whether a request without it is one
    record Value(String name, Kind kind, String text, boolean ignoreCase, boolean inverted, boolean absent) {
        enum Kind {
            EXACT, PREFIX, SUFFIX, CONTAINS, PRESENT, REGEX
        }

        Value(String name, boolean regex, String text) {
            this(name, regex ? Kind.REGEX : Kind.EXACT, text, false, false, false);
        }
    }

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
        return other.kind != Location.Kind.REGEX && switch (kind) {
            case START -> other.path.startsWith(path);
            case PREFIX -> path.equals("/") || other.path.equals(path) || other.path.startsWith(path + "/");
            case EXACT, REGEX -> false;
        };
    }
}
