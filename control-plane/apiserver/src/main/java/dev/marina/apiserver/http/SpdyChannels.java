package dev.marina.apiserver.http;

import dev.marina.api.StatusException;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/// SPDY/3.1 for clients that know no WebSocket.
final class SpdyChannels {

    private SpdyChannels() {}

    static void serve(HttpServerRequest request, ApiResponse.Session session) throws IOException, InterruptedException {
        new ResponseWriter(request).write(new ApiResponse.Failure(new StatusException(400, "BadRequest",
                "SPDY is not served, use a client that speaks WebSocket (kubectl 1.31 or newer)", StatusException.Details.NONE)));
    }
}
