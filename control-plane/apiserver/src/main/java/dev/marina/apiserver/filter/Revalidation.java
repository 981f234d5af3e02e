package dev.marina.apiserver.filter;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A watch lives for an hour, rights may not: before anything is written to a stream, who it is and whether they still may
/// are asked anew (at most twice a second). A stream of somebody who may no longer ends without another byte.
public final class Revalidation implements Filter {

    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final ApiHandler STILL_ALLOWED = _ -> ApiResponse.text(200, "");

    private final Clock clock;
    private final ApiHandler checks;

    /// @param checks the filters that say who and whether
    public Revalidation(Clock clock, List<Filter> checks) {
        this.clock = clock;
        this.checks = Filter.chain(checks, STILL_ALLOWED);
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        ApiResponse response = next.handle(request);
        if (!(response instanceof ApiResponse.Stream stream)) {
            return response;
        }
        return new ApiResponse.Stream(stream.contentType(), sink -> stream.producer().produce(new ApiResponse.Sink() {
            private Instant checked = clock.instant();

            @Override
            public void write(List<byte[]> slices) throws IOException, InterruptedException {
                if (clock.instant().isAfter(checked.plus(BETWEEN))) {
                    require(request);
                    checked = clock.instant();
                }
                sink.write(slices);
            }
        }));
    }

    private void require(ApiRequest request) throws IOException {
        try {
            checks.handle(request);
        } catch (RuntimeException e) {
            throw new IOException("the client may no longer read this: " + e.getMessage(), e);
        }
    }
}
