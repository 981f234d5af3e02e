package dev.marina.apiserver.tunnel;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection that one machine's agent keeps open, and the streams in it.
final class AgentTunnel {

    private static final Logger log = LoggerFactory.getLogger(AgentTunnel.class);
    private static final Duration ACCEPT_LIMIT = Duration.ofSeconds(30);

    private final String machine;
    private final ServerWebSocket socket;
    private final Map<Integer, TunnelStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();

    /// On the event loop.
    AgentTunnel(String machine, ServerWebSocket socket) {
        this.machine = machine;
        this.socket = socket;
        socket.binaryMessageHandler(this::received);
    }

    String machine() {
        return machine;
    }

    private void received(Buffer message) {
        TunnelFrame frame;
        try {
            frame = TunnelFrame.decode(message.getBytes());
        } catch (IllegalArgumentException e) {
            log.atWarn().addKeyValue("machine", machine).addKeyValue("reason", e.getMessage()).log("tunnel ended for a bad frame");
            socket.close();
            return;
        }
        TunnelStream stream = streams.get(frame.stream());
        if (stream != null) {
            stream.arrived(frame);
        }
    }

    /// Blocks until the agent has accepted. Throws a [StatusException] with its reason when it refuses.
    TunnelStream open(StreamRequest request) throws InterruptedException {
        int number = lastNumber.incrementAndGet();
        TunnelStream stream = new TunnelStream(number, this);
        streams.put(number, stream);
        boolean accepted = false;
        try {
            send(new TunnelFrame(Kind.OPEN, number, (byte) 0, json(request)));
            TunnelFrame answer = stream.receive(ACCEPT_LIMIT);
            accepted = answer != null && answer.kind() == Kind.ACCEPTED;
            if (!accepted) {
                throw answer != null && answer.kind() == Kind.REFUSED
                        ? refusal(answer.payload())
                        : StatusException.unavailable("the node's agent does not answer");
            }
            return stream;
        } finally {
            if (!accepted) {
                // An agent that accepts after all learns that nobody waits any more.
                stream.close();
            }
        }
    }

    private static StatusException refusal(byte[] payload) {
        Document status = Document.parse(payload);
        int code = status.at("code").asInt(500);
        return new StatusException(code, status.text("reason").isEmpty() ? "InternalError" : status.text("reason"), status.text("message"),
                StatusException.Details.NONE);
    }

    private static byte[] json(StreamRequest request) {
        try {
            return Document.mapper().writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stream request could not be written", e);
        }
    }

    void send(TunnelFrame frame) {
        if (!socket.isClosed()) {
            socket.writeBinaryMessage(Buffer.buffer(frame.encode()));
        }
    }

    void forget(int stream) {
        streams.remove(stream);
    }

    /// Closes the connection, and with it all streams.
    void end() {
        socket.close();
    }

    /// Ends all streams; the agent will come again.
    void lost() {
        streams.values().forEach(TunnelStream::lost);
        streams.clear();
    }
}
