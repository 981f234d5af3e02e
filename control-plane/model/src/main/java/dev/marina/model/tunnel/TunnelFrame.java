package dev.marina.model.tunnel;

import java.nio.ByteBuffer;

/// The frames of the tunnel that every node agent keeps open to the control plane: a WebSocket at `/agent/tunnel` of the
/// control plane's internal agent port, authenticated by the machine's client certificate, one binary message per frame.
/// Streams are opened by the control plane only, with increasing numbers; each carries one log, exec, attach or
/// port-forward session.
///
/// | byte | |
/// |---|---|
/// | 0 | kind |
/// | 1–4 | stream number, big endian |
/// | 5 | channel, for DATA and END: 0 stdin or bytes to the target, 1 stdout or bytes from it, 2 stderr, 3 final `Status` (JSON), 4 terminal size `{"Width","Height"}` |
/// | 6… | payload, at most 64 KiB |
///
/// Flow control: each side may send at most 256 KiB of DATA payload per stream and direction beyond what the other has
/// granted by WINDOW (payload: 4 bytes, big endian, bytes consumed and granted anew).
public record TunnelFrame(Kind kind, int stream, byte channel, byte[] payload) {

    public static final int HEADER_BYTES = 6;
    public static final int MAX_PAYLOAD_BYTES = 64 * 1024;
    public static final int INITIAL_WINDOW_BYTES = 256 * 1024;

    public static final byte STDIN = 0;
    public static final byte STDOUT = 1;
    public static final byte STDERR = 2;
    public static final byte STATUS = 3;
    public static final byte RESIZE = 4;

    public enum Kind {
        /// Control plane to agent: payload is a [StreamRequest] as JSON.
        OPEN,
        /// Agent to control plane: the stream stands.
        ACCEPTED,
        /// Agent to control plane: payload is a `Status` as JSON; the stream is over.
        REFUSED,
        DATA,
        /// No more data on this channel in this direction.
        END,
        WINDOW,
        /// Either side: the stream is over, at once.
        CLOSE
    }

    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        buffer.put((byte) kind.ordinal()).putInt(stream).put(channel).put(payload);
        return buffer.array();
    }

    /// Throws [IllegalArgumentException] for bytes that are no frame.
    public static TunnelFrame decode(byte[] message) {
        if (message.length < HEADER_BYTES || message.length > HEADER_BYTES + MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("a tunnel frame has %d bytes; it must have %d to %d".formatted(
                    message.length, HEADER_BYTES, HEADER_BYTES + MAX_PAYLOAD_BYTES));
        }
        ByteBuffer buffer = ByteBuffer.wrap(message);
        int kind = buffer.get();
        if (kind < 0 || kind >= Kind.values().length) {
            throw new IllegalArgumentException("a tunnel frame has the unknown kind " + kind);
        }
        int stream = buffer.getInt();
        byte channel = buffer.get();
        byte[] payload = new byte[buffer.remaining()];
        buffer.get(payload);
        return new TunnelFrame(Kind.values()[kind], stream, channel, payload);
    }
}
