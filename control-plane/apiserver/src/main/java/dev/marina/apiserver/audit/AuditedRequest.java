package dev.marina.apiserver.audit;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import java.time.Instant;

/// What every record of a request says of it, and nothing that would keep its body in memory.
///
/// @param address of the client; "" for a component of this process
record AuditedRequest(ClusterId cluster, String id, String uri, Target target, Identity identity, String address, String userAgent, Cause cause,
        Instant received) {

    /// As upstream.
    private static final int LONGEST_USER_AGENT = 1024;
    private static final String TRUNCATED = "...TRUNCATED";

    static AuditedRequest of(ApiRequest request, Instant received) {
        String raw = request.query().raw();
        return new AuditedRequest(request.clusterId(), request.id(), raw.isEmpty() ? request.path() : request.path() + "?" + raw, request.target(),
                request.requireIdentity(), request.peer() instanceof Peer.Remote remote ? remote.address() : "", userAgent(request), request.cause(), received);
    }

    private static String userAgent(ApiRequest request) {
        String agent = request.headers().first("user-agent");
        return agent.length() <= LONGEST_USER_AGENT ? agent : agent.substring(0, LONGEST_USER_AGENT) + TRUNCATED;
    }

    /// Reckoned, in memory.
    int weight() {
        return 512 + 2 * (uri.length() + userAgent.length()) + identity.groups().size() * 64 + identity.extra().size() * 128;
    }

    /// Somebody without a name.
    boolean byStranger() {
        return identity.anonymous();
    }
}
