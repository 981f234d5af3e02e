package dev.marina.apiserver.tunnel;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a machine joins that has no certificate yet: whoever asks is nobody, so little is read of them.
final class JoinPort {

    private static final Logger log = LoggerFactory.getLogger(JoinPort.class);
    private static final String PATH = "/machines/join";
    private static final int MOST_BYTES = 16 * 1024;

    private final UnaryOperator<byte[]> join;

    JoinPort(UnaryOperator<byte[]> join) {
        this.join = join;
    }

    static boolean asked(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) && PATH.equals(request.path());
    }

    void receive(HttpServerRequest request) {
        String length = String.valueOf(request.getHeader("content-length"));
        if (!length.matches("\\d{1,5}") || Integer.parseInt(length) > MOST_BYTES) {
            request.response().setStatusCode(413).putHeader("connection", "close").end();
            return;
        }
        request.body().onSuccess(body -> Thread.ofVirtual().name("join").start(() -> answer(request, body.getBytes())));
    }

    private void answer(HttpServerRequest request, byte[] body) {
        try {
            request.response().setStatusCode(200).putHeader("content-type", "application/json").end(Buffer.buffer(join.apply(body)));
        } catch (StatusException refusal) {
            log.atInfo().addKeyValue("from", request.remoteAddress()).addKeyValue("reason", refusal.getMessage()).log("a machine was not let in");
            request.response().setStatusCode(refusal.code()).putHeader("content-type", "application/json")
                    .end(Document.mapper().createObjectNode().put("message", refusal.getMessage()).toString());
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("a machine could not be let in");
            request.response().setStatusCode(500).putHeader("content-type", "application/json")
                    .end("{\"message\":\"internal error\"}");
        }
    }
}
