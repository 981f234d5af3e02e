package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.PathLocations.Part;
import dev.marina.controllers.ingress.ProxyHost.Tls;
import dev.marina.controllers.ingress.ProxyHost.Versions;
import dev.marina.controllers.ingress.ProxyRoute.Backend;
import dev.marina.controllers.ingress.ProxyRoute.Target;
import java.util.ArrayList;
import java.util.List;

/// Virtual hosts of HTTPProxies in nginx's words. Whatever comes from a tenant stands in quotes, as in [NginxText].
final class ProxyText {

    static final String PREFIX = "px";

    private final ProxyPlan plan;
    private final RequestConditions conditions = new RequestConditions(PREFIX);
    private final ProxyActionText actions = new ProxyActionText(conditions);
    private final StringBuilder servers = new StringBuilder();

    private ProxyText(ProxyPlan plan) {
        this.plan = plan;
    }

    /// For nginx's block `http`: maps and servers. Empty where there is no HTTPProxy.
    static String of(ProxyPlan plan) {
        if (plan.hosts().isEmpty()) {
            return "";
        }
        ProxyText text = new ProxyText(plan);
        plan.hosts().forEach(text::host);
        List<String> maps = new ArrayList<>(text.conditions.maps());
        plan.keys().forEach((variable, parts) -> maps.addAll(ProxyKeyText.of(variable, parts)));
        maps.addAll(text.actions.zones());
        // Each pass through an entrance makes it longer by one; who comes a ninth time goes in a circle.
        maps.addAll(List.of("map $http_x_marina_hops $px_hops {", "    default 1;", "    \"~^1+$\" \"1$http_x_marina_hops\";", "}",
                "map $http_x_marina_hops $px_circle {", "    default 0;", "    \"~^1{8}\" 1;", "}"));
        return NginxText.lines(maps, 1) + text.servers;
    }

    private void host(ProxyHost host) {
        List<String> lines = new ArrayList<>();
        lines.add("listen %d;".formatted(NginxText.HTTP));
        lines.add("listen %d proxy_protocol;".formatted(NginxText.FRONT));
        host.tls().ifPresent(tls -> lines.addAll(tls(tls)));
        lines.add("server_name %s;".formatted(NginxText.serverName(host.name())));
        lines.addAll(ChallengeText.lines(host.challenges()));
        lines.addAll(new PathLocations<>(conditions, PREFIX, ProxyRoute::match, actions::lines, ProxyText::parts).lines(host.routes()));
        actions.mirrors().forEach((name, inside) -> lines.addAll(PathLocations.wrapped("location = " + name, inside)));
        servers.append(NginxText.block("server", lines, 1));
    }

    private List<String> tls(Tls tls) {
        List<String> lines = new ArrayList<>();
        lines.add("listen %s;".formatted(ConnectionText.https(plan, tls.versions())));
        if (tls.versions() != Versions.BOTH) {
            lines.add("ssl_protocols %s;".formatted(ConnectionText.protocols(tls.versions())));
        }
        lines.add("ssl_certificate %s/%s;".formatted(NginxText.DIRECTORY, tls.certificate()));
        lines.add("ssl_certificate_key %s/%s;".formatted(NginxText.DIRECTORY, tls.certificate()));
        tls.clients().ifPresent(clients -> {
            clients.file().ifPresent(file -> lines.add("ssl_client_certificate %s/%s;".formatted(NginxText.DIRECTORY, file)));
            clients.revoked().ifPresent(file -> lines.add("ssl_crl %s/%s;".formatted(NginxText.DIRECTORY, file)));
            lines.add("ssl_verify_client %s;".formatted(clients.file().isEmpty() ? "optional_no_ca" : clients.optional() ? "optional" : "on"));
            lines.add("ssl_verify_depth 5;");
        });
        return lines;
    }

    /// Where there are several Services, each with headers of its own, each is a place of its own.
    private static List<Part<ProxyRoute>> parts(ProxyRoute route) {
        return switch (route.target()) {
            case Target.Services services when services.backends().size() > 1 -> services.backends().stream()
                    .map(backend -> new Part<>(new ProxyRoute(route.match(), route.toTls(), route.policies(), one(services, backend)), backend.weight()))
                    .toList();
            case Target.Services _, Target.Answer _, Target.Away _ -> List.of();
        };
    }

    private static Target one(Target.Services services, Backend backend) {
        return new Target.Services(List.of(backend), services.mirror());
    }

    /// In quotes, with line breaks as nginx writes them.
    static String body(String text) {
        String plain = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        return '"' + plain.replace("$", "${%s_dollar}".formatted(PREFIX)) + '"';
    }
}
