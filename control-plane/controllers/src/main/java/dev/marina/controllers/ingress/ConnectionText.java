package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.ProxyHost.Tcp;
import dev.marina.controllers.ingress.ProxyHost.TcpHost;
import dev.marina.controllers.ingress.ProxyHost.Versions;
import java.util.ArrayList;
import java.util.List;

/// Where a name's connections are led on as they are, or are to have one version of TLS, the port of TLS is the stream module's: it reads
/// the name that the client asks for, and leads on to ports of loopback, with the client's address before the bytes.
final class ConnectionText {

    /// Of loopback, at which HTTP's servers listen then, one for each of [Versions]: of all servers of a port the first one's decides.
    static final int INNER = 8444;

    private ConnectionText() {}

    /// Whether the port of TLS is the stream module's.
    static boolean needed(ProxyPlan plan) {
        return !plan.connections().isEmpty() || plan.hosts().stream().anyMatch(host -> host.tls().filter(tls -> tls.versions() != Versions.BOTH).isPresent());
    }

    /// What HTTP's servers listen at for TLS.
    static String https(ProxyPlan plan, Versions versions) {
        return needed(plan)
                ? "127.0.0.1:%d ssl http2 proxy_protocol".formatted(INNER + versions.ordinal())
                : "%d ssl http2".formatted(NginxText.HTTPS);
    }

    static String protocols(Versions versions) {
        return switch (versions) {
            case BOTH -> "TLSv1.2 TLSv1.3";
            case ONLY_1_2 -> "TLSv1.2";
            case ONLY_1_3 -> "TLSv1.3";
        };
    }

    /// For the block `http`: who has no name of its own at a port of one version.
    static String refusing(ProxyPlan plan) {
        StringBuilder text = new StringBuilder();
        for (Versions versions : List.of(Versions.ONLY_1_2, Versions.ONLY_1_3)) {
            if (plan.hosts().stream().anyMatch(host -> host.tls().filter(tls -> tls.versions() == versions).isPresent())) {
                text.append(NginxText.block("server", List.of("listen %s default_server;".formatted(https(plan, versions)), "server_name _;",
                        "ssl_protocols %s;".formatted(protocols(versions)), "ssl_reject_handshake on;"), 1));
            }
        }
        return text.toString();
    }

    /// The module, which stands before everything else.
    static String module(ProxyPlan plan) {
        return needed(plan) ? "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n" : "";
    }

    /// The block `stream`; empty where it is not needed.
    static String of(ProxyPlan plan) {
        if (!needed(plan)) {
            return "";
        }
        List<String> lines = new ArrayList<>(List.of("preread_timeout 10s;", "proxy_connect_timeout 5s;", "proxy_timeout 1h;", "map_hash_bucket_size 512;",
                "ssl_session_cache shared:TCP:1m;", "ssl_session_tickets off;", "map $ssl_preread_server_name $to {",
                "    default 127.0.0.1:%d;".formatted(INNER)));
        plan.hosts().forEach(host -> host.tls().filter(tls -> tls.versions() != Versions.BOTH)
                .ifPresent(tls -> lines.add("    %s 127.0.0.1:%d;".formatted(NginxText.serverName(host.name()), INNER + tls.versions().ordinal()))));
        plan.connections().forEach(host -> lines.add("    %s 127.0.0.1:%d;".formatted(NginxText.serverName(host.name()), host.own())));
        lines.add("}");
        StringBuilder text = new StringBuilder("stream {\n").append(NginxText.lines(lines, 1));
        plan.connectionUpstreams().forEach(upstream -> {
            List<String> servers = new ArrayList<>(upstream.balancing().isEmpty() ? List.of() : List.of(upstream.balancing() + ";"));
            servers.addAll(upstream.lines());
            text.append(NginxText.block("upstream " + upstream.name(), servers, 1));
        });
        text.append(NginxText.block("server", List.of("listen %d;".formatted(NginxText.HTTPS), "ssl_preread on;", "proxy_protocol on;", "proxy_pass $to;"), 1));
        plan.connections().forEach(host -> text.append(server(host)));
        return text.append("}\n").toString();
    }

    private static String server(TcpHost host) {
        List<String> lines = new ArrayList<>();
        lines.add("listen 127.0.0.1:%d%s proxy_protocol;".formatted(host.own(), host.certificate().isPresent() ? " ssl" : ""));
        host.certificate().ifPresent(file -> lines.addAll(List.of("ssl_certificate %s/%s;".formatted(NginxText.DIRECTORY, file),
                "ssl_certificate_key %s/%s;".formatted(NginxText.DIRECTORY, file), "ssl_protocols %s;".formatted(protocols(host.versions())))));
        List<Tcp> to = host.to().stream().filter(each -> each.weight() > 0).toList();
        if (to.isEmpty() || to.size() == 1 && to.getFirst().upstream().isEmpty()) {
            // Nobody is there: it is closed.
            lines.add("return \"\";");
            return NginxText.block("server", lines, 1);
        }
        Tcp first = to.getFirst();
        if (first.tls()) {
            lines.addAll(List.of("proxy_ssl on;", "proxy_ssl_server_name on;"));
            first.trust().ifPresent(trust -> lines.addAll(List.of("proxy_ssl_name %s;".formatted(NginxText.quoted(trust.name())), "proxy_ssl_verify on;",
                    "proxy_ssl_verify_depth 5;", "proxy_ssl_trusted_certificate %s/%s;".formatted(NginxText.DIRECTORY, trust.file()))));
        }
        StringBuilder text = new StringBuilder();
        String pass = first.upstream().map(Upstream::name).orElse("");
        if (to.size() > 1) {
            pass = "$to_%d".formatted(host.own());
            text.append(NginxText.block("split_clients \"$remote_addr$remote_port$msec\" " + pass, NginxText.shares(to, Tcp::weight, ConnectionText::word), 1));
        }
        lines.add("proxy_pass %s;".formatted(pass));
        return text + NginxText.block("server", lines, 1);
    }

    /// What has no pods has its share, and refuses it.
    private static String word(Tcp to) {
        return to.upstream().map(Upstream::name).orElse("127.0.0.1:1");
    }
}
