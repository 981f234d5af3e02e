package dev.marina.agent.tunnel;

import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;

/// One stream of the tunnel, as seen by what serves it: bytes in, bytes out.
final class TunnelStream {

    private static final byte[] END = new byte[0];

    private final int number;
    private final BiConsumer<Integer, TunnelFrame> send;
    private final Window window = new Window();
    private final BlockingQueue<byte[]> stdin = new LinkedBlockingQueue<>();
    private volatile BiConsumer<Integer, Integer> resize = (_, _) -> {};
    private volatile int[] lastSize;
    private volatile boolean closed;
    private volatile Runnable onClose = () -> {};

    /// @param send frames of this stream
    TunnelStream(int number, BiConsumer<Integer, TunnelFrame> send) {
        this.number = number;
        this.send = send;
    }

    void onClose(Runnable action) {
        onClose = action;
        if (closed) {
            action.run();
        }
    }

    void onResize(BiConsumer<Integer, Integer> action) {
        resize = action;
        int[] size = lastSize;
        if (size != null) {
            action.accept(size[0], size[1]);
        }
    }

    void resized(int width, int height) {
        lastSize = new int[] {width, height};
        resize.accept(width, height);
    }

    void received(byte[] bytes) {
        if (bytes.length > 0) {
            stdin.add(bytes);
        }
    }

    void receivedEnd() {
        stdin.add(END);
    }

    void granted(int bytes) {
        window.grant(bytes);
    }

    /// The other side has gone, or this one is done.
    void close() {
        if (!closed) {
            closed = true;
            // Before a write fails because of it, so that whoever writes knows why.
            onClose.run();
            window.close();
            stdin.add(END);
        }
    }

    boolean closed() {
        return closed;
    }

    InputStream stdin() {
        return new InputStream() {
            private byte[] current = END;
            private int position;
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                while (position == current.length) {
                    if (ended) {
                        return -1;
                    }
                    try {
                        current = stdin.take();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException();
                    }
                    position = 0;
                    ended = current.length == 0;
                }
                int n = Math.min(length, current.length - position);
                System.arraycopy(current, position, target, offset, n);
                position += n;
                if (!closed) {
                    send.accept(number, new TunnelFrame(Kind.WINDOW, number, TunnelFrame.STDIN, ByteBuffer.allocate(4).putInt(n).array()));
                }
                return n;
            }

            @Override
            public int available() {
                return current.length - position;
            }
        };
    }

    /// Bytes written wait for the reader's window.
    OutputStream out(byte channel) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int sent = 0;
                while (sent < length) {
                    int n = window.take(Math.min(length - sent, TunnelFrame.MAX_PAYLOAD_BYTES));
                    byte[] payload = new byte[n];
                    System.arraycopy(bytes, offset + sent, payload, 0, n);
                    send.accept(number, new TunnelFrame(Kind.DATA, number, channel, payload));
                    sent += n;
                }
            }
        };
    }

    void accepted() {
        send.accept(number, new TunnelFrame(Kind.ACCEPTED, number, (byte) 0, END));
    }

    void refused(byte[] status) {
        send.accept(number, new TunnelFrame(Kind.REFUSED, number, (byte) 0, status));
    }

    void end(byte channel) {
        if (!closed) {
            send.accept(number, new TunnelFrame(Kind.END, number, channel, END));
        }
    }

    void finish() {
        if (!closed) {
            send.accept(number, new TunnelFrame(Kind.CLOSE, number, (byte) 0, END));
        }
        close();
    }
}
