package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.Location.Kind;
import dev.marina.controllers.ingress.Location.Target;
import dev.marina.controllers.ingress.RouteOptions.Canary;
import dev.marina.controllers.ingress.RouteOptions.Redirect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// A plan as nginx's configuration. Whatever comes from a tenant stands in quotes ([#quoted]), and only where nginx reads no variables in it
/// or where it was checked to have none.
final class NginxText {

    /// Where the Secret with the configuration is mounted.
    static final String DIRECTORY = "/config";
    static final int HTTP = 8080;
    static final int HTTPS = 8443;
    static final int FRONT = 8081;
    static final int STATUS = 8083;
    private static final int LONGEST_WORD = 3_900;

    private final IngressPlan plan;
    private final GatewayPlan gateways;
    private final ProxyPlan proxies;
    private final String machine;
    private final List<String> maps = new ArrayList<>();
    private final Set<String> zones = new LinkedHashSet<>();
    private int routes;

    private NginxText(IngressPlan plan, GatewayPlan gateways, ProxyPlan proxies, String machine) {
        this.plan = plan;
        this.gateways = gateways;
        this.proxies = proxies;
        this.machine = machine;
    }

    /// @param machine the address from which the platform's front comes; only its word about a client's address counts
    static String of(IngressPlan plan, GatewayPlan gateways, ProxyPlan proxies, String machine) {
        return new NginxText(plan, gateways, proxies, machine).text();
    }

    static String of(IngressPlan plan, String machine) {
        return of(plan, GatewayPlan.NONE, ProxyPlan.NONE, machine);
    }

    private String text() {
        StringBuilder servers = new StringBuilder();
        plan.hosts().forEach(host -> servers.append(server(host)));
        if (plan.hosts().stream().noneMatch(host -> host.name().isEmpty())) {
            servers.append(server(new VirtualHost(VirtualHost.ANY, Optional.empty(), List.of(), List.of())));
        }
        StringBuilder upstreams = new StringBuilder();
        plan.upstreams().forEach(upstream -> upstreams.append(upstream(upstream)));
        gateways.upstreams().forEach(upstream -> upstreams.append(upstream(upstream)));
        proxies.upstreams().forEach(upstream -> upstreams.append(upstream(upstream)));
        servers.append(GatewayText.of(gateways.ports())).append(ProxyText.of(proxies)).append(ConnectionText.refusing(proxies));
        return ConnectionText.module(proxies) + """
                worker_processes 2;
                worker_shutdown_timeout 240s;
                daemon off;
                pid /tmp/nginx.pid;
                error_log stderr warn;
                pcre_jit on;
                events {
                    worker_connections 4096;
                    multi_accept on;
                }
                http {
                    access_log /dev/stdout;
                    server_tokens off;
                    client_body_temp_path /tmp/body;
                    proxy_temp_path /tmp/proxy;
                    fastcgi_temp_path /tmp/fastcgi;
                    uwsgi_temp_path /tmp/uwsgi;
                    scgi_temp_path /tmp/scgi;
                    server_names_hash_bucket_size 512;
                    server_names_hash_max_size 8192;
                    map_hash_bucket_size 512;
                    variables_hash_max_size 8192;
                    proxy_headers_hash_bucket_size 128;
                    keepalive_timeout 75s;
                    keepalive_requests 1000;
                    client_header_timeout 60s;
                    client_body_timeout 60s;
                    large_client_header_buffers 4 8k;
                    reset_timedout_connection on;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache shared:SSL:4m;
                    ssl_session_tickets off;
                    set_real_ip_from %1$s;%10$s
                    real_ip_header proxy_protocol;
                    map $http_upgrade $connection_upgrade {
                        default upgrade;
                        "" "";
                    }
                    map $server_port $client_scheme {
                        %2$d http;
                        default https;
                    }
                    map $server_port $client_port {
                        %2$d 80;
                        default 443;
                    }
                    map $server_port $without_tls {
                        %2$d 1;
                        default 0;
                    }
                    proxy_http_version 1.1;
                %8$s%9$s
                    proxy_redirect off;
                    proxy_next_upstream error timeout;
                    proxy_next_upstream_tries 3;
                    limit_req_status 503;
                    limit_conn_status 503;
                %3$s%4$s%5$s%6$s
                    server {
                        listen %7$d;
                        access_log off;
                        location = /healthz {
                            return 200;
                        }
                        location / {
                            return 404;
                        }
                    }
                }
                """.formatted(machine, HTTP, upstreams, lines(maps, 1), lines(List.copyOf(zones), 1), servers, STATUS, lines(headers("proxy"), 1),
                lines(headers("grpc"), 1), ConnectionText.needed(proxies) ? "\n    set_real_ip_from 127.0.0.1;" : "") + ConnectionText.of(proxies);
    }

    /// What a client says of itself and of where it came by is never passed on but under another name.
    static List<String> headers(String directive) {
        return Stream.of("Host $http_host", "Upgrade $http_upgrade", "Connection $connection_upgrade", "X-Request-ID $request_id", "X-Real-IP $remote_addr",
                "X-Forwarded-For $remote_addr", "X-Forwarded-Host $http_host", "X-Forwarded-Port $client_port", "X-Forwarded-Proto $client_scheme",
                "X-Forwarded-Scheme $client_scheme", "X-Scheme $client_scheme", "X-Original-Forwarded-For $http_x_forwarded_for", "Forwarded \"\"",
                "Proxy \"\"")
                .filter(header -> directive.equals("proxy") || !header.matches("(Host|Upgrade|Connection) .*"))
                .map(header -> "%s_set_header %s;".formatted(directive, header)).toList();
    }

    static String upstream(Upstream upstream) {
        List<String> lines = new ArrayList<>();
        if (!upstream.balancing().isEmpty()) {
            lines.add(upstream.balancing() + ";");
        }
        lines.addAll(upstream.lines());
        lines.add("keepalive 32;");
        return block("upstream " + upstream.name(), lines, 1);
    }

    // -- hosts

    private String server(VirtualHost host) {
        boolean any = host.name().isEmpty();
        List<String> lines = new ArrayList<>();
        lines.add("listen %d%s;".formatted(HTTP, any ? " default_server" : ""));
        lines.add("listen %d proxy_protocol%s;".formatted(FRONT, any ? " default_server" : ""));
        if (any || host.certificate().isPresent()) {
            lines.add("listen %s%s;".formatted(ConnectionText.https(proxies, ProxyHost.Versions.BOTH), any ? " default_server" : ""));
        }
        lines.add("server_name %s;".formatted(serverName(host.name())));
        host.certificate().ifPresent(file -> {
            lines.add("ssl_certificate %s/%s;".formatted(DIRECTORY, file));
            lines.add("ssl_certificate_key %s/%s;".formatted(DIRECTORY, file));
        });
        if (any && host.certificate().isEmpty()) {
            lines.add("ssl_reject_handshake on;");
        }
        lines.addAll(ChallengeText.lines(host.challenges()));
        boolean expressions = host.locations().stream().anyMatch(location -> location.kind() == Kind.REGEX);
        List<String> exact = host.locations().stream().filter(location -> location.kind() == Kind.EXACT).map(Location::pattern).toList();
        host.locations().stream().sorted(Comparator.comparingInt((Location location) -> -location.pattern().length()).thenComparing(Location::pattern))
                .forEach(location -> names(location, exact, expressions).forEach(name -> lines.addAll(location(name, host, location))));
        if (host.locations().stream().noneMatch(location -> location.kind() == Kind.PREFIX && location.pattern().equals("/"))) {
            lines.addAll(List.of("location / {", "    return 404;", "}"));
        }
        return block("server", lines, 1);
    }

    /// A `*` stands for one label, not for several as in nginx's own wildcards.
    static String serverName(String host) {
        if (host.isEmpty()) {
            return "_";
        }
        return host.startsWith("*.") ? quoted("~^[a-z0-9_-]+\\." + Paths.literally(host.substring(2)) + "$") : quoted(host);
    }

    /// Prefixes end where an element of the path ends. Where a host has regular expressions, which nginx tries before prefixes and in their
    /// order, prefixes are some too, so that the longest comes first.
    private static List<String> names(Location location, List<String> exact, boolean expressions) {
        String path = location.pattern();
        return switch (location.kind()) {
            case EXACT -> List.of("= " + quoted(path));
            case REGEX -> List.of("~* " + quoted(path));
            case START -> throw new IllegalStateException("no path of an Ingress ends within an element: " + path);
            case PREFIX -> {
                if (path.equals("/")) {
                    yield List.of("/");
                }
                if (expressions) {
                    yield List.of("~ " + quoted("^" + Paths.literally(path) + "(?:/|$)"));
                }
                yield exact.contains(path) ? List.of(quoted(path + "/")) : List.of("= " + quoted(path), quoted(path + "/"));
            }
        };
    }

    // -- paths

    private List<String> location(String name, VirtualHost host, Location location) {
        List<String> lines = new ArrayList<>();
        RouteOptions options = location.options();
        if (options.redirect() == Redirect.ALWAYS || options.redirect() == Redirect.WHERE_TLS && host.certificate().isPresent()) {
            lines.addAll(List.of("if ($without_tls) {", "    return 308 https://$host$request_uri;", "}"));
        }
        switch (location.target()) {
            case Target.Nowhere _ -> lines.add("return 503;");
            case Target.To to -> lines.addAll(passing(location, to));
        }
        List<String> whole = new ArrayList<>(List.of("location " + name + " {"));
        lines.forEach(line -> whole.add("    " + line));
        whole.add("}");
        return whole;
    }

    private List<String> passing(Location location, Target.To to) {
        RouteOptions options = location.options();
        List<String> lines = new ArrayList<>();
        if (!options.allowed().isEmpty()) {
            options.allowed().forEach(network -> lines.add("allow %s;".formatted(network)));
            lines.add("deny all;");
        }
        to.passwords().ifPresent(file -> {
            lines.add("auth_basic %s;".formatted(quoted(options.password().orElseThrow().realm())));
            lines.add("auth_basic_user_file %s/%s;".formatted(DIRECTORY, file));
            // Headers that a location sets stand for all that it inherits.
            lines.addAll(headers(options.protocol().directive));
            lines.add("%s_set_header Authorization \"\";".formatted(options.protocol().directive));
        });
        lines.addAll(limits(location));
        lines.add("client_max_body_size %s;".formatted(options.bodySize()));
        String directive = options.protocol().directive;
        lines.add("%s_connect_timeout %ds;".formatted(directive, options.timeouts().connectSeconds()));
        lines.add("%s_send_timeout %ds;".formatted(directive, options.timeouts().sendSeconds()));
        lines.add("%s_read_timeout %ds;".formatted(directive, options.timeouts().readSeconds()));
        options.rewriteTarget().ifPresent(target -> lines.add("rewrite %s %s break;".formatted(
                quoted(location.kind() == Kind.REGEX ? "(?i)" + location.pattern() : "^"), quoted(target))));
        to.cookie().ifPresent(cookie -> lines.addAll(cookie(cookie)));
        lines.add("%s_pass %s://%s;".formatted(directive, options.protocol().scheme, route(to)));
        if (options.protocol().tls()) {
            lines.add("%s_ssl_server_name on;".formatted(directive));
            lines.add("%s_ssl_name $host;".formatted(directive));
        }
        return lines;
    }

    private List<String> limits(Location location) {
        RouteOptions.Limits limits = location.options().limits();
        String name = location.ingress().replace('/', '_').replace('.', '_');
        List<String> lines = new ArrayList<>();
        rate(lines, limits.requestsPerSecond(), limits.burstMultiplier(), "rps_" + name, "s");
        rate(lines, limits.requestsPerMinute(), limits.burstMultiplier(), "rpm_" + name, "m");
        if (limits.connections() > 0) {
            zones.add("limit_conn_zone $binary_remote_addr zone=conn_%s:1m;".formatted(name));
            lines.add("limit_conn conn_%s %d;".formatted(name, limits.connections()));
        }
        return lines;
    }

    private void rate(List<String> lines, int requests, int burst, String zone, String unit) {
        if (requests > 0) {
            zones.add("limit_req_zone $binary_remote_addr zone=%s:1m rate=%dr/%s;".formatted(zone, requests, unit));
            lines.add("limit_req zone=%s burst=%d nodelay;".formatted(zone, (long) requests * burst));
        }
    }

    /// Whoever has a cookie is led by its hash; whoever has none gets one of the request's own number.
    private List<String> cookie(Location.StickyCookie cookie) {
        String name = cookie.sticky().cookie();
        maps.addAll(List.of(
                "map $cookie_%s $%s {".formatted(name, cookie.variable()), "    default $cookie_%s;".formatted(name), "    \"\" $request_id;", "}",
                "map $cookie_%s $set_%s {".formatted(name, cookie.variable()), "    default \"\";",
                "    \"\" \"%s=$request_id; %s\";".formatted(name, cookie.sticky().attributes()), "}"));
        return List.of("add_header Set-Cookie $set_%s always;".formatted(cookie.variable()));
    }

    /// A header's word counts before a cookie's, and a cookie's before chance.
    private String route(Target.To to) {
        if (to.canary().isEmpty()) {
            return to.main().name();
        }
        String main = to.main().name();
        String canary = to.canary().get().upstream().name();
        Canary rule = to.canary().get().rule();
        int number = ++routes;
        String otherwise = chance(number, rule.percent(), main, canary);
        if (!rule.cookie().isEmpty()) {
            maps.addAll(List.of("map $cookie_%s $by_cookie_%d {".formatted(rule.cookie(), number), "    default %s;".formatted(otherwise),
                    "    always %s;".formatted(canary), "    never %s;".formatted(main), "}"));
            otherwise = "$by_cookie_" + number;
        }
        if (!rule.header().isEmpty()) {
            maps.addAll(List.of("map $http_%s $by_header_%d {".formatted(rule.header(), number), "    default %s;".formatted(otherwise)));
            maps.addAll(rule.headerValue().isEmpty()
                    ? List.of("    always %s;".formatted(canary), "    never %s;".formatted(main))
                    : List.of("    %s %s;".formatted(quoted("\\" + rule.headerValue()), canary)));
            maps.add("}");
            otherwise = "$by_header_" + number;
        }
        return otherwise;
    }

    private String chance(int number, double percent, String main, String canary) {
        String part = String.format(Locale.ROOT, "%.2f", percent);
        if (part.equals("0.00")) {
            return main;
        }
        if (part.equals("100.00")) {
            return canary;
        }
        maps.addAll(List.of("split_clients \"${request_id}\" $by_chance_%d {".formatted(number), "    %s%% %s;".formatted(part, canary),
                "    * %s;".formatted(main), "}"));
        return "$by_chance_" + number;
    }

    // -- text

    /// As nginx reads one word. A backslash says what stands behind it only before quotes, itself, t, r and n.
    static String quoted(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new IllegalArgumentException("control characters have no place in nginx's configuration");
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// Whether it is shorter than the buffer in which nginx reads a word; a longer one would keep all of the configuration away.
    static boolean fits(String word) {
        return word.getBytes(java.nio.charset.StandardCharsets.UTF_8).length < LONGEST_WORD;
    }

    /// What stands in a block `split_clients`: each has its part in hundredths of a percent, and the last one what is left.
    ///
    /// @param word for one, asked only where it has a part
    static <T> List<String> shares(List<T> all, ToLongFunction<T> weight, Function<T, String> word) {
        long total = all.stream().mapToLong(weight).sum();
        List<String> lines = new ArrayList<>();
        for (T each : all.subList(0, all.size() - 1)) {
            long hundredths = weight.applyAsLong(each) * 10_000 / total;
            if (hundredths > 0) {
                lines.add(String.format(Locale.ROOT, "%d.%02d%% %s;", hundredths / 100, hundredths % 100, word.apply(each)));
            }
        }
        lines.add("* %s;".formatted(word.apply(all.getLast())));
        return lines;
    }

    static String block(String head, List<String> lines, int depth) {
        String indent = "    ".repeat(depth);
        return indent + head + " {\n" + lines(lines, depth + 1) + indent + "}\n";
    }

    static String lines(List<String> lines, int depth) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("    ".repeat(depth)).append(line).append('\n'));
        return text.toString();
    }
}
