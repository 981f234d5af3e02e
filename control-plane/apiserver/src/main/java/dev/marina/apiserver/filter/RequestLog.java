package dev.marina.apiserver.filter;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.status.RequestMetrics;
import dev.marina.apiserver.status.StatusMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One line for each request from outside, under the id that is also its cause and its `Audit-Id`.
public final class RequestLog implements Filter {

    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

    private final Clock clock;
    private final RequestMetrics metrics;

    public RequestLog(Clock clock, RequestMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        Instant start = clock.instant();
        ApiResponse response;
        try {
            response = next.handle(request);
        } catch (RuntimeException e) {
            response = new ApiResponse.Failure(StatusMapper.map(e).orElseThrow(() -> e));
        }
        Duration took = Duration.between(start, clock.instant());
        metrics.answered(request.target().verb(), response.status(), took);
        if (!(request.peer() instanceof Peer.Remote remote)) {
            return response;
        }
        log.atLevel(response.status() >= 500 ? Level.WARN : Level.DEBUG).addKeyValue("request", request.id()).addKeyValue("tenant", request.tenant())
                .addKeyValue("cluster", request.clusterName())
                .addKeyValue("verb", request.target().verb()).addKeyValue("path", request.path()).addKeyValue("from", remote.address())
                .addKeyValue("status", response.status()).addKeyValue("took_us", took.toNanos() / 1000).log("answered");
        return response;
    }
}
