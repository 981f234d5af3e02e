package dev.marina.apiserver.tunnel;

import dev.marina.api.StatusException;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One stream in an agent's tunnel, seen from the control plane. One thread may send and another receive.
public final class TunnelStream implements AutoCloseable {

    private static final long SEND_SECONDS = 60;
    private static final byte[] NOTHING = new byte[0];

    private final int number;
    private final AgentTunnel tunnel;
    private final BlockingQueue<TunnelFrame> received = new LinkedBlockingQueue<>();
    /// Guards `credit`; never held while sending.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition granted = lock.newCondition();
    private long credit = TunnelFrame.INITIAL_WINDOW_BYTES;
    private volatile boolean over;

    TunnelStream(int number, AgentTunnel tunnel) {
        this.number = number;
        this.tunnel = tunnel;
    }

    /// On the tunnel's event loop.
    void arrived(TunnelFrame frame) {
        if (frame.kind() != Kind.WINDOW) {
            received.add(frame);
            if (frame.kind() == Kind.CLOSE) {
                finish();
            }
            return;
        }
        lock.lock();
        try {
            credit += ByteBuffer.wrap(frame.payload()).getInt();
            granted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The tunnel has ended.
    void lost() {
        received.add(new TunnelFrame(Kind.CLOSE, number, (byte) 0, NOTHING));
        finish();
    }

    private void finish() {
        over = true;
        lock.lock();
        try {
            granted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Blocks until the agent sends something; the last one is always CLOSE or REFUSED. Data that is taken is granted anew.
    public TunnelFrame receive() throws InterruptedException {
        return consumed(received.take());
    }

    /// Null once the time is out.
    public TunnelFrame receive(Duration limit) throws InterruptedException {
        TunnelFrame frame = received.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        return frame == null ? null : consumed(frame);
    }

    /// All that the agent sends to standard output until it is done. Throws a [StatusException] with 503 where that takes too long or is too
    /// much.
    public byte[] readAll(Duration limit, int mostBytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                TunnelFrame frame = receive(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                if (frame == null) {
                    throw StatusException.unavailable("the node's agent has not answered within " + limit);
                }
                switch (frame.kind()) {
                    case DATA -> all.writeBytes(frame.payload());
                    case END -> {
                        return all.toByteArray();
                    }
                    case CLOSE, REFUSED -> throw StatusException.unavailable("the node's agent broke off");
                    case OPEN, ACCEPTED, WINDOW -> {
                    }
                }
                if (all.size() > mostBytes) {
                    throw StatusException.unavailable("the node's agent answers with more than %d bytes".formatted(mostBytes));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while waiting for the node's agent");
        }
    }

    /// What the agent sends to standard output, until it is done or the stream is over. A read throws where nothing comes for so long.
    public StreamInput input(Duration most) {
        return new StreamInput(this, most);
    }

    private TunnelFrame consumed(TunnelFrame frame) {
        if (frame.kind() == Kind.DATA && frame.payload().length > 0) {
            tunnel.send(new TunnelFrame(Kind.WINDOW, number, (byte) 0, ByteBuffer.allocate(4).putInt(frame.payload().length).array()));
        }
        return frame;
    }

    /// Blocks while the other side has not granted room.
    public void send(byte channel, byte[] bytes) throws IOException, InterruptedException {
        for (int at = 0; at < bytes.length; at += TunnelFrame.MAX_PAYLOAD_BYTES) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + TunnelFrame.MAX_PAYLOAD_BYTES));
            take(part.length);
            tunnel.send(new TunnelFrame(Kind.DATA, number, channel, part));
        }
    }

    private void take(int bytes) throws IOException, InterruptedException {
        lock.lock();
        try {
            while (credit < bytes && !over) {
                if (!granted.await(SEND_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("the node reads nothing");
                }
            }
            if (over) {
                throw new IOException("the stream is over");
            }
            credit -= bytes;
        } finally {
            lock.unlock();
        }
    }

    public void end(byte channel) {
        if (!over) {
            tunnel.send(new TunnelFrame(Kind.END, number, channel, NOTHING));
        }
    }

    /// May be called again.
    @Override
    public void close() {
        if (!over) {
            finish();
            tunnel.send(new TunnelFrame(Kind.CLOSE, number, (byte) 0, NOTHING));
            received.add(new TunnelFrame(Kind.CLOSE, number, (byte) 0, NOTHING));
        }
        tunnel.forget(number);
    }
}
