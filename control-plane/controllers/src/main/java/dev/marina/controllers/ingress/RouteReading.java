package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.Location.Kind;
import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import dev.marina.controllers.ingress.RouteAction.PathChange;
import dev.marina.controllers.ingress.RouteAction.Redirect;
import dev.marina.controllers.ingress.RouteAction.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the rules of one HTTPRoute or GRPCRoute. What is not served makes the whole route not accepted: half of what somebody asks for is
/// seldom what they want.
final class RouteReading {

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]{0,254}[A-Za-z0-9])?");
    private static final Pattern PARAM = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Pattern GRPC_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,1023}");
    /// A path as it may stand in what nginx makes of it, where it has no way to say a dollar sign.
    private static final Pattern NEW_PATH = Pattern.compile("/?[A-Za-z0-9/._~!&'()*+,;=:@-]{0,1023}");
    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,5})h)?(?:(\\d{1,5})m)?(?:(\\d{1,5})s)?(?:(\\d{1,5})ms)?");
    /// On which it depends where a message ends; the host is [RouteAction#host].
    private static final Set<String> HELD = Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade");
    private static final int LONGEST_VALUE = 4_096;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /// Why a route cannot be had.
    static final class Unserved extends Exception {
        Unserved(String message) {
            super(Listener.plain(message));
        }
    }

    /// @param refs what of its references cannot be had
    record Read(List<Rule> rules, List<Condition> refs) {}

    record Rule(List<RouteMatch> matches, RouteAction action) {}

    private final GatewayObject route;
    private final GatewayBackends backends;
    private final boolean grpc;
    private final List<Condition> refs = new ArrayList<>();

    private RouteReading(GatewayObject route, GatewayBackends backends) {
        this.route = route;
        this.backends = backends;
        grpc = route.type().kind().equals("GRPCRoute");
    }

    static Read of(GatewayObject route, GatewayBackends backends) throws Unserved {
        RouteReading reading = new RouteReading(route, backends);
        List<Rule> rules = new ArrayList<>();
        JsonNode said = route.spec().path("rules");
        for (int i = 0; i < said.size(); i++) {
            rules.add(reading.rule(said.get(i), "spec.rules[%d]".formatted(i)));
        }
        return new Read(rules, reading.refs);
    }

    private Rule rule(JsonNode rule, String at) throws Unserved {
        List<RouteMatch> matches = new ArrayList<>();
        for (int i = 0; i < rule.path("matches").size(); i++) {
            JsonNode match = rule.path("matches").get(i);
            matches.add(grpc ? call(match, "%s.matches[%d]".formatted(at, i)) : request(match, "%s.matches[%d]".formatted(at, i)));
            if (!RequestConditions.fits(matches.getLast())) {
                throw new Unserved("%s.matches[%d]: what it asks for is too long".formatted(at, i));
            }
        }
        if (matches.isEmpty()) {
            matches.add(new RouteMatch(Kind.PREFIX, "/", Optional.empty(), List.of(), List.of()));
        }
        RouteAction action = action(rule, at);
        boolean ofPrefix = java.util.stream.Stream.concat(action.rewrite().stream(), action.redirect().flatMap(Redirect::path).stream())
                .anyMatch(change -> !change.whole());
        if (ofPrefix && matches.stream().anyMatch(match -> match.kind() != Kind.PREFIX)) {
            throw new Unserved("%s.filters: ReplacePrefixMatch goes with matches of type PathPrefix only".formatted(at));
        }
        return new Rule(matches, action);
    }

    // -- matches

    private RouteMatch request(JsonNode match, String at) throws Unserved {
        JsonNode path = match.path("path");
        String value = path.path("value").asText("/");
        String type = path.path("type").asText("PathPrefix");
        Paths read;
        try {
            read = switch (type) {
                case "Exact" -> Paths.of("Exact", value, RouteOptions.NONE);
                case "PathPrefix" -> Paths.of("Prefix", value, RouteOptions.NONE);
                case "RegularExpression" -> new Paths(Kind.REGEX, whole(value, at + ".path.value"));
                default -> throw new Unserved("%s.path.type %s is not served; Exact, PathPrefix and RegularExpression are".formatted(at, type));
            };
        } catch (Paths.Unusable e) {
            throw new Unserved("%s.path.value \"%s\" is not served; right would be: %s".formatted(at, value, e.getMessage()));
        }
        if (value.startsWith(GatewayText.MIRROR)) {
            throw new Unserved("%s.path.value: paths below %s are the entrance's own".formatted(at, GatewayText.MIRROR));
        }
        Optional<String> method = Optional.of(match.path("method").asText()).filter(text -> !text.isEmpty());
        if (method.filter(text -> !METHOD.matcher(text).matches()).isPresent()) {
            throw new Unserved("%s.method \"%s\" is no method of HTTP".formatted(at, method.get()));
        }
        return new RouteMatch(read.kind(), read.pattern(), method, values(match.path("headers"), HEADER, at + ".headers"),
                values(match.path("queryParams"), PARAM, at + ".queryParams"));
    }

    /// A call of gRPC is a POST to `/service/method`.
    private RouteMatch call(JsonNode match, String at) throws Unserved {
        JsonNode method = match.path("method");
        String service = method.path("service").asText();
        String name = method.path("method").asText();
        List<RouteMatch.Value> headers = values(match.path("headers"), HEADER, at + ".headers");
        if (method.path("type").asText("Exact").equals("RegularExpression")) {
            String pattern = "^/(?:%s)/(?:%s)$".formatted(service.isEmpty() ? "[^/]+" : expression(service, at + ".method.service"),
                    name.isEmpty() ? "[^/]+" : expression(name, at + ".method.method"));
            return new RouteMatch(Kind.REGEX, pattern, Optional.empty(), headers, List.of());
        }
        for (String each : List.of(service, name)) {
            if (!each.isEmpty() && !GRPC_NAME.matcher(each).matches()) {
                throw new Unserved("%s.method: \"%s\" is no name of gRPC".formatted(at, each));
            }
        }
        if (service.isEmpty() && !name.isEmpty()) {
            return new RouteMatch(Kind.REGEX, "^/[^/]+/" + Paths.literally(name) + "$", Optional.empty(), headers, List.of());
        }
        return name.isEmpty()
                ? new RouteMatch(Kind.PREFIX, service.isEmpty() ? "/" : "/" + service, Optional.empty(), headers, List.of())
                : new RouteMatch(Kind.EXACT, "/" + service + "/" + name, Optional.empty(), headers, List.of());
    }

    /// Of several for one name the first counts, as the specification says.
    private List<RouteMatch.Value> values(JsonNode said, Pattern name, String at) throws Unserved {
        List<RouteMatch.Value> values = new ArrayList<>();
        for (JsonNode each : said) {
            String named = each.path("name").asText();
            String text = each.path("value").asText();
            boolean regex = each.path("type").asText("Exact").equals("RegularExpression");
            if (!name.matcher(named).matches()) {
                throw new Unserved("%s: \"%s\" is not served as a name".formatted(at, named));
            }
            if (text.length() > LONGEST_VALUE || text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
                throw new Unserved("%s: the value of %s is too long or has control characters".formatted(at, named));
            }
            String known = name == HEADER ? named.toLowerCase(java.util.Locale.ROOT) : named;
            if (values.stream().noneMatch(value -> value.name().equals(known))) {
                values.add(new RouteMatch.Value(known, regex, regex ? expression(text, at) : text));
            }
        }
        return values;
    }

    private static String whole(String pattern, String at) throws Unserved {
        return "^(?:" + expression(pattern, at) + ")$";
    }

    private static String expression(String pattern, String at) throws Unserved {
        Optional<String> problem = Paths.expressionProblem("this", pattern);
        if (problem.isPresent()) {
            throw new Unserved("%s: \"%s\" is not served; right would be: %s".formatted(at, pattern, problem.get()));
        }
        return pattern;
    }

    // -- what becomes of them

    private RouteAction action(JsonNode rule, String at) throws Unserved {
        List<HeaderChange> request = new ArrayList<>();
        List<HeaderChange> response = new ArrayList<>();
        List<Share> mirrors = new ArrayList<>();
        Optional<Redirect> redirect = Optional.empty();
        Optional<PathChange> rewrite = Optional.empty();
        Optional<String> host = Optional.empty();
        for (JsonNode filter : rule.path("filters")) {
            String type = filter.path("type").asText();
            switch (type) {
                case "RequestHeaderModifier" -> request.addAll(changes(filter.path("requestHeaderModifier"), at));
                case "ResponseHeaderModifier" -> response.addAll(changes(filter.path("responseHeaderModifier"), at));
                case "RequestMirror" -> mirrors.add(backends.share(route, filter.path("requestMirror").path("backendRef"), grpc, 1, refs));
                case "RequestRedirect" -> redirect = Optional.of(redirect(filter.path("requestRedirect"), at));
                case "URLRewrite" -> {
                    rewrite = path(filter.path("urlRewrite").path("path"), at);
                    host = host(filter.path("urlRewrite").path("hostname").asText(), at);
                }
                default -> throw new Unserved("%s.filters: %s is not served".formatted(at, type));
            }
        }
        Set<String> types = rule.path("filters").valueStream().map(filter -> filter.path("type").asText()).collect(java.util.stream.Collectors.toSet());
        if (types.containsAll(Set.of("RequestRedirect", "URLRewrite"))) {
            throw new Unserved("%s.filters: RequestRedirect and URLRewrite exclude each other".formatted(at));
        }
        List<Share> shares = new ArrayList<>();
        for (JsonNode backend : rule.path("backendRefs")) {
            if (!backend.path("filters").isEmpty()) {
                throw new Unserved("%s.backendRefs: filters of one backend are not served; those of the rule are".formatted(at));
            }
            shares.add(backends.share(route, backend, grpc, backend.path("weight").asInt(1), refs));
        }
        return new RouteAction(grpc, request, response, rewrite, host, redirect, mirrors, shares, seconds(rule.path("timeouts"), at));
    }

    private static List<HeaderChange> changes(JsonNode modifier, String at) throws Unserved {
        List<HeaderChange> changes = new ArrayList<>();
        for (Map.Entry<String, HeaderChange.Kind> change : RouteAction.CHANGES.entrySet()) {
            for (JsonNode each : modifier.path(change.getKey())) {
                String name = each.isTextual() ? each.asText() : each.path("name").asText();
                String value = each.path("value").asText();
                if (!HEADER.matcher(name).matches() || HELD.contains(name.toLowerCase(java.util.Locale.ROOT)) || !NginxText.fits(ActionText.written(value))
                        || value.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
                    throw new Unserved("%s.filters: header \"%s\" or its value is not served".formatted(at, name));
                }
                changes.add(new HeaderChange(change.getValue(), name, value));
            }
        }
        return changes;
    }

    private static Redirect redirect(JsonNode said, String at) throws Unserved {
        int status = said.path("statusCode").asInt(302);
        String scheme = said.path("scheme").asText();
        int port = said.path("port").asInt();
        if (!REDIRECTS.contains(status) || !scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https") || port < 0 || port > 65_535) {
            throw new Unserved("%s.filters: this requestRedirect is not served; schemes are http and https, statuses %s".formatted(at,
                    REDIRECTS.stream().sorted().toList()));
        }
        return new Redirect(status, scheme, host(said.path("hostname").asText(), at).orElse(""), port, path(said.path("path"), at));
    }

    private static Optional<String> host(String name, String at) throws Unserved {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Paths.host(name).filter(read -> !read.startsWith("*"))
                .orElseThrow(() -> new Unserved("%s.filters: hostname \"%s\" is no name of DNS".formatted(at, name))));
    }

    private static Optional<PathChange> path(JsonNode said, String at) throws Unserved {
        if (!said.isObject()) {
            return Optional.empty();
        }
        boolean whole = said.path("type").asText().equals("ReplaceFullPath");
        String text = said.path(whole ? "replaceFullPath" : "replacePrefixMatch").asText();
        if (!NEW_PATH.matcher(text).matches()) {
            throw new Unserved("%s.filters: the new path \"%s\" is not served; letters, digits and / . _ ~ ! & ' ( ) * + , ; = : @ - are".formatted(at, text));
        }
        return Optional.of(new PathChange(whole, text));
    }

    /// nginx counts seconds here; what is below one is one.
    private static Optional<Integer> seconds(JsonNode timeouts, String at) throws Unserved {
        Optional<Integer> least = Optional.empty();
        for (String field : List.of("request", "backendRequest")) {
            String text = timeouts.path(field).asText();
            if (text.isEmpty()) {
                continue;
            }
            var read = DURATION.matcher(text);
            if (!read.matches()) {
                throw new Unserved("%s.timeouts.%s \"%s\" is no duration such as 10s".formatted(at, field, text));
            }
            long millis = 0;
            long[] units = {3_600_000, 60_000, 1_000, 1};
            for (int i = 0; i < units.length; i++) {
                millis += read.group(i + 1) == null ? 0 : Long.parseLong(read.group(i + 1)) * units[i];
            }
            int rounded = (int) Math.min(86_400, millis == 0 ? 0 : Math.max(1, Math.ceilDiv(millis, 1_000L)));
            least = least.isEmpty() || least.get() == 0 || rounded != 0 && rounded < least.get() ? Optional.of(rounded) : least;
        }
        return least;
    }
}
