package dev.marina.apiserver.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// How a channel's bytes become messages in each of the protocols that a client may agree on, the first and those of today.
/// apimachinery's pkg/util/httpstream/wsstream/conn.go
///
/// @param text a digit for the channel, then base64, as scripts in browsers want it
/// @param statusAsText the end is told in words, and an end without failure not at all
record ChannelMessages(boolean text, boolean statusAsText) {

    static final String V1 = "channel.k8s.io";
    static final String BASE64_V1 = "base64.channel.k8s.io";
    static final String BASE64_V4 = "v4.base64.channel.k8s.io";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STATUS = 3;

    /// @param protocol null where the client named none, which means the first
    static ChannelMessages of(String protocol) {
        return new ChannelMessages(BASE64_V1.equals(protocol) || BASE64_V4.equals(protocol),
                protocol == null || Set.of(V1, BASE64_V1).contains(protocol));
    }

    Future<Void> write(WebSocketBase socket, int channel, byte[] bytes) {
        Optional<byte[]> told = statusAsText && channel == STATUS ? words(bytes) : Optional.of(bytes);
        if (told.isEmpty()) {
            return Future.succeededFuture();
        }
        if (text) {
            return socket.writeTextMessage(channel + Base64.getEncoder().encodeToString(told.get()));
        }
        return socket.writeBinaryMessage(Buffer.buffer().appendByte((byte) channel).appendBytes(told.get()));
    }

    private static Optional<byte[]> words(byte[] status) {
        try {
            JsonNode parsed = JSON.readTree(new String(status, StandardCharsets.UTF_8));
            return parsed.path("status").asText().equals("Success")
                    ? Optional.empty()
                    : Optional.of(parsed.path("message").asText().getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("a status that is no JSON", unreadable);
        }
    }

    /// Empty for a message that says nothing.
    static Optional<Channels.Incoming> binary(byte[] message) {
        return message.length == 0
                ? Optional.empty()
                : Optional.of(new Channels.Incoming(message[0] & 0xff, Arrays.copyOfRange(message, 1, message.length), false));
    }

    /// Empty for a message that is not of the protocol.
    static Optional<Channels.Incoming> base64(String message) {
        if (message.isEmpty() || !Character.isDigit(message.charAt(0))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Channels.Incoming(message.charAt(0) - '0', Base64.getDecoder().decode(message.substring(1)), false));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
