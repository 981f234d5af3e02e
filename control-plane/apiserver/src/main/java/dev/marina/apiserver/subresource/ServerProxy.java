package dev.marina.apiserver.subresource;

import dev.marina.api.StatusException;
import dev.marina.apiserver.dial.TlsOver;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.apiserver.proxy.ProxiedName;
import dev.marina.apiserver.proxy.ProxyRelay;
import dev.marina.apiserver.proxy.ProxyTarget;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What pods' and Services' proxies have in common.
final class ServerProxy {

    private static final int MOVED_PERMANENTLY = 301;
    private static final int INTERNAL_ERROR = 500;

    private ServerProxy() {}

    static ApiResponse pass(ApiRequest request, ProxiedName named, Supplier<Socket> dial) {
        ProxyTarget target = ProxyTarget.of(request);
        String query = request.query().raw().isEmpty() ? "" : "?" + request.query().raw();
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (target.path().isEmpty() && reads && request.headers().first("upgrade").isEmpty()) {
            // So that relative links of the page lead to the server too.
            return new ApiResponse.Bytes(MOVED_PERMANENTLY, "", List.of(), Map.of("location", "proxy/" + query));
        }
        String path = target.path().isEmpty() ? "/" : target.path();
        List<HeaderField> forwarded = List.of(new HeaderField("X-Forwarded-Uri", target.base() + target.path()),
                new HeaderField("X-Forwarded-Host", request.headers().first("host")), new HeaderField("X-Forwarded-Proto", "https"));
        return new ProxyRelay(request, path + query, forwarded, Optional.of(target)).over(connect(named, dial));
    }

    private static Socket connect(ProxiedName named, Supplier<Socket> dial) {
        try {
            Socket plain = dial.get();
            return named.secure() ? TlsOver.unverified(plain) : plain;
        } catch (IOException e) {
            throw ProxyRelay.unreachable(e.getMessage());
        } catch (StatusException e) {
            // That of the agent: the pod does not accept.
            throw e.code() == INTERNAL_ERROR ? ProxyRelay.unreachable(e.getMessage()) : e;
        }
    }
}
