package dev.marina.apiserver.proxy;

import dev.marina.apiserver.http.AnswerHead;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which header fields pass through. Those of one connection end with it (RFC 9110, 7.6.1); what proves who somebody is to this
/// server, or speaks for somebody else, is nobody's business behind it.
final class PassedHeaders {

    private static final Set<String> OF_CONNECTION = Set.of("connection", "proxy-connection", "keep-alive", "proxy-authenticate", "proxy-authorization",
            "te", "trailer", "transfer-encoding", "upgrade", "http2-settings");
    private static final Set<String> NOT_SENT = Set.of("authorization", "host", "content-length", "expect", "x-forwarded-uri", "x-forwarded-host",
            "x-forwarded-proto", "x-forwarded-for");
    /// Who may use an answer of this server says this server.
    private static final Set<String> NOT_RETURNED = Set.of("access-control-allow-credentials", "access-control-allow-headers",
            "access-control-allow-methods", "access-control-allow-origin", "strict-transport-security", "alt-svc");
    private static final List<String> NOT_SENT_PREFIXES = List.of("impersonate-", "marina-", "x-remote-", "x-marina-");

    private PassedHeaders() {}

    /// Those of the client's request that go on, and who it came from.
    static List<HeaderField> toServer(ApiRequest request) {
        Headers headers = request.headers();
        Set<String> named = named(headers.all("connection"));
        List<HeaderField> fields = new ArrayList<>();
        headers.byLowerCaseName().forEach((name, values) -> {
            boolean passes = !name.startsWith(":") && !OF_CONNECTION.contains(name) && !NOT_SENT.contains(name) && !named.contains(name)
                    && NOT_SENT_PREFIXES.stream().noneMatch(name::startsWith);
            if (passes) {
                values.forEach(value -> fields.add(new HeaderField(name, value)));
            }
        });
        if (request.peer() instanceof Peer.Remote remote) {
            List<String> before = headers.all("x-forwarded-for");
            fields.add(new HeaderField("X-Forwarded-For", before.isEmpty() ? remote.address() : String.join(", ", before) + ", " + remote.address()));
        }
        return fields;
    }

    /// Those of the server's answer that go on.
    static List<HeaderField> toClient(AnswerHead head) {
        Set<String> named = named(head.all("connection"));
        return head.fields().stream().filter(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return !OF_CONNECTION.contains(name) && !NOT_RETURNED.contains(name) && !named.contains(name);
        }).toList();
    }

    private static Set<String> named(List<String> connection) {
        Set<String> names = new HashSet<>();
        connection.forEach(value -> {
            for (String name : value.split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        });
        return names;
    }
}
