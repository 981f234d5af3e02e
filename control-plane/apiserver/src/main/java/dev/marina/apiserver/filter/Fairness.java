package dev.marina.apiserver.filter;

import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.FieldSelector;
import dev.marina.apiserver.flowcontrol.FlowControl;
import dev.marina.apiserver.flowcontrol.Passage;
import dev.marina.apiserver.flowcontrol.Seat;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.status.StatusMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Each request takes a seat of its priority level, waits for one, or is refused. A watch holds its seat until it has told what there
/// is; sessions hold none. Components of this process serve all clusters at once: none of their requests waits for one tenant's
/// levels, their own queues are fair.
public final class Fairness implements Filter {

    private final FlowControl flows;
    private final ClusterViews views;

    public Fairness(FlowControl flows, ClusterViews views) {
        this.flows = flows;
        this.views = views;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        boolean watch = request.target().verb().equals("watch");
        boolean log = request.target() instanceof Target.Resource resource && resource.subresource().equals("log");
        if (request.cluster().isEmpty() || request.peer() instanceof Peer.InProcess || request.longRunning() && !watch || log) {
            return next.handle(request);
        }
        return switch (flows.pass(request, views.current(request.requireCluster()))) {
            case Passage.Refused refused -> refusal(refused.headers());
            case Passage.Seated seated -> served(request, next, seated);
        };
    }

    /// As upstream's server says it.
    private static ApiResponse refusal(Map<String, String> headers) {
        return ApiResponse.text(429, "Too many requests, please try again later.\n").with("x-content-type-options", "nosniff").with("retry-after", "1")
                .with(headers);
    }

    private ApiResponse served(ApiRequest request, ApiHandler next, Passage.Seated seated) {
        ApiResponse answer;
        boolean goesOn = false;
        try {
            answer = next.handle(request);
            goesOn = answer instanceof ApiResponse.Stream;
        } catch (RuntimeException e) {
            answer = new ApiResponse.Failure(StatusMapper.map(e).orElseThrow(() -> e));
        } finally {
            if (!goesOn) {
                seated.seat().close();
            }
        }
        return switch (answer) {
            case ApiResponse.Bytes bytes -> bytes.with(seated.headers());
            case ApiResponse.Failure failure -> new ApiResponse.Failure(failure.reason(), seated.headers());
            case ApiResponse.Stream stream -> new ApiResponse.Stream(stream.contentType(), seated.headers(),
                    seatedUntilStarted(stream.producer(), seated.seat()).holding(watching(request)::close));
            case ApiResponse.Upgrade _, ApiResponse.Relayed _, ApiResponse.Switched _ -> answer;
        };
    }

    private Seat watching(ApiRequest request) {
        Target.Resource target = (Target.Resource) request.target();
        String selector = request.query().text("fieldSelector");
        return flows.watching(request, target, selector.isEmpty() ? target.name() : FieldSelector.parse(selector).required("metadata.name").orElse(""));
    }

    private static ApiResponse.Producer seatedUntilStarted(ApiResponse.Producer producer, Seat seat) {
        return producer.producedBy(sink -> producer.produce(new ApiResponse.Sink() {
            @Override
            public void write(List<byte[]> slices) throws IOException, InterruptedException {
                sink.write(slices);
            }

            @Override
            public void started() {
                seat.close();
                sink.started();
            }
        })).holding(seat::close);
    }
}
