package dev.marina.apiserver.dial;

import dev.marina.apiserver.http.PieceInput;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.TunnelFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A connection to a pod as Java's libraries know connections, carried by a stream of the tunnel. There is no socket of the
/// system underneath: what would ask it for options is answered here.
final class PodSocket extends Socket {

    private static final byte[] NOTHING = new byte[0];

    private final TunnelStream stream;
    private final DialLimits limits;
    private final Runnable released;
    private final String pod;
    private final int podPort;
    private final long endsAt;
    private final AtomicLong carried = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean outputEnded = new AtomicBoolean();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private volatile int timeoutMillis;

    /// Owns the stream.
    ///
    /// @param released called once, when the connection is closed
    PodSocket(TunnelStream stream, DialLimits limits, Runnable released, String pod, int podPort) {
        this.stream = stream;
        this.limits = limits;
        this.released = released;
        this.pod = pod;
        this.podPort = podPort;
        this.endsAt = System.nanoTime() + limits.life().toNanos();
    }

    private Duration left() throws SocketTimeoutException {
        long nanos = endsAt - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("the connection to pod %s has been open for %s, and may be no longer".formatted(pod, limits.life()));
        }
        return Duration.ofNanos(nanos);
    }

    private void count(int bytes) throws IOException {
        if (carried.addAndGet(bytes) > limits.bytes()) {
            throw new IOException("the connection to pod %s has carried %d bytes, and may carry no more".formatted(pod, limits.bytes()));
        }
    }

    private final class Input extends PieceInput {
        @Override
        public void close() throws IOException {
            PodSocket.this.close();
        }

        @Override
        protected byte[] next() throws IOException {
            if (closed.get()) {
                throw new SocketException("Socket closed");
            }
            Duration wait = timeoutMillis > 0 ? Duration.ofMillis(timeoutMillis) : limits.idle();
            Duration left = left();
            TunnelFrame frame;
            try {
                frame = stream.receive(wait.compareTo(left) < 0 ? wait : left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for pod " + pod);
            }
            if (frame == null) {
                throw new SocketTimeoutException("pod %s has sent nothing for %s".formatted(pod, wait));
            }
            return switch (frame.kind()) {
                case DATA -> {
                    count(frame.payload().length);
                    yield frame.payload();
                }
                case END, CLOSE, REFUSED -> null;
                case OPEN, ACCEPTED, WINDOW -> NOTHING;
            };
        }
    }

    /// One thread writes.
    private final class Output extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, from.length);
            if (closed.get() || outputEnded.get()) {
                throw new SocketException("Socket closed");
            }
            left();
            count(length);
            try {
                stream.send(TunnelFrame.STDIN, Arrays.copyOfRange(from, offset, offset + length));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while writing to pod " + pod);
            }
        }

        @Override
        public void close() throws IOException {
            PodSocket.this.close();
        }
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void shutdownOutput() {
        if (outputEnded.compareAndSet(false, true)) {
            stream.end(TunnelFrame.STDIN);
        }
    }

    @Override
    public boolean isOutputShutdown() {
        return outputEnded.get();
    }

    @Override
    public void shutdownInput() {
        // what arrives is no longer read; the window stops the sender
    }

    /// May be called again.
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            stream.close();
            released.run();
        }
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // nothing is held back
    }

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public int getPort() {
        return podPort;
    }

    /// None of the system's.
    @Override
    public InetAddress getInetAddress() {
        return null;
    }

    @Override
    public String toString() {
        return "connection to port %d of pod %s".formatted(podPort, pod);
    }
}
