package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.GatewayPort.Host;
import dev.marina.controllers.ingress.GatewayPort.Taken;
import java.util.ArrayList;
import java.util.List;

/// Gateways in nginx's words. Whatever comes from a tenant stands in quotes, as in [NginxText].
final class GatewayText {

    /// Below it lie the places to which nginx sends copies of requests; no route has a path there.
    static final String MIRROR = "/.marina-mirror/";

    private final RequestConditions conditions = new RequestConditions("gw");
    private final ActionText actions = new ActionText(conditions);
    private final StringBuilder servers = new StringBuilder();

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
        lines.addAll(ChallengeText.linesByHost(host.challenges()));
        lines.addAll(new PathLocations<>(conditions, "gw", Taken::match, (Taken taken) -> actions.lines(taken, port), _ -> List.of()).lines(host.taken()));
        actions.mirrors().forEach((name, inside) -> lines.addAll(PathLocations.wrapped("location = " + name, inside)));
        return NginxText.block("server", lines, 1);
    }
}
