package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.GatewayPort.Taken;
import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import dev.marina.controllers.ingress.RouteAction.PathChange;
import dev.marina.controllers.ingress.RouteAction.Redirect;
import dev.marina.controllers.ingress.RouteAction.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What becomes of requests that a rule takes, in nginx's words.
final class ActionText {

    private static final int LONGEST_SECONDS = 86_400;

    private final RequestConditions conditions;
    private Map<String, List<String>> mirrors = new LinkedHashMap<>();
    private int numbers;

    ActionText(RequestConditions conditions) {
        this.conditions = conditions;
    }

    /// A number that nothing else has.
    int next() {
        return ++numbers;
    }

    /// Locations to which requests were copied since this was asked last.
    Map<String, List<String>> mirrors() {
        Map<String, List<String>> all = mirrors;
        mirrors = new LinkedHashMap<>();
        return all;
    }

    List<String> lines(Taken taken, GatewayPort port) {
        RouteAction action = taken.action();
        if (action.redirect().isPresent()) {
            return redirect(action.redirect().get(), taken.match(), port);
        }
        List<String> lines = new ArrayList<>();
        List<String> decided = new ArrayList<>();
        Optional<String> upstream = upstream(action.shares(), decided);
        lines.addAll(decided);
        if (upstream.isEmpty()) {
            return lines;
        }
        String directive = action.grpc() ? "grpc" : "proxy";
        lines.addAll(requestHeaders(action, directive, port));
        action.responseHeaders().forEach(change -> lines.addAll(responseHeader(change, directive)));
        boolean copied = action.mirrors().stream().anyMatch(mirror -> mirror.upstream().isPresent());
        action.mirrors().forEach(mirror -> mirror.upstream().ifPresent(to -> lines.add("mirror %s;".formatted(mirror(to, action, directive, port)))));
        if (!action.grpc() && !copied) {
            // What is passed on as it comes fills nobody's disk.
            lines.addAll(List.of("client_max_body_size 0;", "proxy_request_buffering off;"));
        }
        action.seconds().map(seconds -> seconds == 0 ? LONGEST_SECONDS : seconds).ifPresent(seconds -> {
            lines.add("%s_read_timeout %ds;".formatted(directive, seconds));
            lines.add("%s_send_timeout %ds;".formatted(directive, seconds));
            lines.add("%s_next_upstream_timeout %ds;".formatted(directive, seconds));
        });
        action.rewrite().ifPresent(change -> lines.add(rewrite(change, taken.match())));
        lines.add("%s_pass %s://%s;".formatted(directive, action.grpc() ? "grpc" : "http", upstream.get()));
        return lines;
    }

    /// The upstream's name or a variable that is one; empty where nothing is passed on.
    private Optional<String> upstream(List<Share> all, List<String> decided) {
        List<Share> shares = all.stream().filter(share -> share.weight() > 0).toList();
        if (shares.isEmpty()) {
            decided.add("return 500;");
            return Optional.empty();
        }
        if (shares.size() == 1) {
            Share only = shares.getFirst();
            if (only.upstream().isEmpty()) {
                decided.add("return %d;".formatted(only.status()));
            }
            return only.upstream().map(Upstream::name);
        }
        String variable = "gw_share_" + next();
        conditions.add(PathLocations.wrapped("split_clients \"${request_id}%d\" $%s".formatted(numbers, variable),
                NginxText.shares(shares, Share::weight, ActionText::word)));
        shares.stream().filter(share -> share.upstream().isEmpty()).map(Share::status).distinct()
                .forEach(status -> decided.addAll(List.of("if ($%s = %d) {".formatted(variable, status), "    return %d;".formatted(status), "}")));
        return shares.stream().anyMatch(share -> share.upstream().isPresent()) ? Optional.of("$" + variable) : Optional.empty();
    }

    private static String word(Share share) {
        return share.upstream().map(Upstream::name).orElseGet(() -> String.valueOf(share.status()));
    }

    // -- headers

    private List<String> requestHeaders(RouteAction action, String directive, GatewayPort port) {
        // The variables are those of the ports that Ingresses have.
        List<String> lines = new ArrayList<>(NginxText.headers(directive).stream()
                .map(line -> line.replace("$client_scheme", port.tls() ? "https" : "http").replace("$client_port", String.valueOf(port.port()))).toList());
        action.host().ifPresent(host -> {
            lines.removeIf(line -> line.startsWith(directive + "_set_header Host "));
            lines.add("%s_set_header Host %s;".formatted(directive, NginxText.quoted(host)));
        });
        for (HeaderChange change : action.requestHeaders()) {
            String value = switch (change.kind()) {
                case SET -> text(change.value());
                case REMOVE -> "\"\"";
                case ADD -> added(change);
            };
            lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("%s_set_header %s ".formatted(directive, change.name()).toLowerCase(Locale.ROOT)));
            lines.add("%s_set_header %s %s;".formatted(directive, change.name(), value));
        }
        return lines;
    }

    private String added(HeaderChange change) {
        String variable = "gw_added_" + next();
        String present = RequestConditions.variable(change.name());
        String value = text(change.value());
        conditions.add(List.of("map $%s $%s {".formatted(present, variable), "    \"\" %s;".formatted(value),
                "    default \"${%s},%s;".formatted(present, value.substring(1)), "}"));
        return "$" + variable;
    }

    private static List<String> responseHeader(HeaderChange change, String directive) {
        String hide = "%s_hide_header %s;".formatted(directive, change.name());
        String add = "add_header %s %s always;".formatted(change.name(), text(change.value()));
        return switch (change.kind()) {
            case SET -> List.of(hide, add);
            case ADD -> List.of(add);
            case REMOVE -> List.of(hide);
        };
    }

    /// In quotes, and where nginx would read a variable there is a dollar sign.
    private static String text(String value) {
        return NginxText.quoted(value).replace("$", "${gw_dollar}");
    }

    /// About as long as nginx reads it.
    static String written(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "${gw_dollar}");
    }

    // -- paths

    private String mirror(Upstream to, RouteAction action, String directive, GatewayPort port) {
        String name = GatewayText.MIRROR + next();
        List<String> lines = new ArrayList<>(List.of("internal;"));
        lines.addAll(requestHeaders(action, directive, port));
        lines.add("%s_pass %s://%s%s;".formatted(directive, action.grpc() ? "grpc" : "http", to.name(), action.grpc() ? "" : "$request_uri"));
        mirrors.put(name, lines);
        return name;
    }

    private static String rewrite(PathChange change, RouteMatch match) {
        if (change.whole()) {
            return "rewrite ^ %s break;".formatted(NginxText.quoted(absolute(change.text())));
        }
        String from = match.path().equals("/") ? "" : Paths.literally(match.path());
        String to = stripped(change.text());
        return to.isEmpty()
                ? "rewrite %s \"/$1\" break;".formatted(NginxText.quoted("(?s)^" + from + "/*(.*)$"))
                : "rewrite %s %s break;".formatted(NginxText.quoted("(?s)^" + from + "(/.*)?$"), NginxText.quoted(absolute(to) + "$1"));
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static String stripped(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private List<String> redirect(Redirect redirect, RouteMatch match, GatewayPort port) {
        String scheme = !redirect.scheme().isEmpty() ? redirect.scheme() : port.tls() ? "https" : "http";
        int standard = scheme.equals("https") ? 443 : 80;
        int number = redirect.port() != 0 ? redirect.port() : redirect.scheme().isEmpty() ? port.port() : standard;
        String host = redirect.host().isEmpty() ? "$host" : redirect.host();
        String path = redirect.path().map(change -> change.whole() ? absolute(change.text()) + "$is_args$args" : tail(change, match))
                .orElse("$request_uri");
        return List.of("return %d \"%s://%s%s%s\";".formatted(redirect.status(), scheme, host, number == standard ? "" : ":" + number, path));
    }

    /// What stands behind the prefix, as the client wrote it: decoded it could have line breaks, which have no place in a header.
    private String tail(PathChange change, RouteMatch match) {
        String variable = "gw_tail_" + next();
        String from = match.path().equals("/") ? "" : Paths.literally(match.path());
        String to = stripped(change.text());
        conditions.add(List.of("map $request_uri $%s {".formatted(variable), "    default \"\";",
                "    %s $1;".formatted(NginxText.quoted("~^" + from + "(/[^?]*)")), "}"));
        return to.isEmpty() ? "/$" + next(variable) + "$is_args$args" : "%s${%s}$is_args$args".formatted(absolute(to), variable);
    }

    /// The same without the slash that it begins with.
    private String next(String tail) {
        String variable = "gw_tail_" + next();
        conditions.add(List.of("map $%s $%s {".formatted(tail, variable), "    default \"\";", "    \"~^/(.*)\" $1;", "}"));
        return variable;
    }
}
