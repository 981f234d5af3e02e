package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A ping from one pod to another, a datagram every five milliseconds, for as long as it is open. It counts what does not come back.
final class Echo implements AutoCloseable {

    private static final int PORT = 7;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int SOME = 20;

    private final DatagramChannel server;
    private final DatagramChannel client;
    private final AtomicInteger sent = new AtomicInteger();
    private final Set<Integer> missing = ConcurrentHashMap.newKeySet();
    private final AtomicInteger back = new AtomicInteger();
    private volatile boolean closed;

    Echo(World.Pod from, World.Pod to) {
        try {
            server = to.netns().datagrams(new InetSocketAddress("0.0.0.0", PORT));
            client = from.netns().datagrams(new InetSocketAddress("0.0.0.0", 0));
            client.connect(new InetSocketAddress(to.address().toString(), PORT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::answer);
        Thread.ofPlatform().daemon().start(this::count);
        Thread.ofPlatform().daemon().start(this::ask);
        awaitSome();
    }

    private void ask() {
        while (!closed) {
            try {
                int number = sent.getAndIncrement();
                missing.add(number);
                client.write(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
            } catch (IOException _) {
                // a packet that cannot even leave is missing like any other
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void answer() {
        ByteBuffer packet = ByteBuffer.allocate(16);
        while (!closed) {
            try {
                InetSocketAddress asked = (InetSocketAddress) server.receive(packet.clear());
                server.send(packet.flip(), asked);
            } catch (IOException _) {
                // the test is over
            }
        }
    }

    private void count() {
        ByteBuffer packet = ByteBuffer.allocate(16);
        while (!closed) {
            try {
                client.read(packet.clear());
                missing.remove(packet.flip().getInt());
                back.incrementAndGet();
            } catch (IOException _) {
                // the test is over, or the network said that nobody is there: what was lost is counted by what came back
            }
        }
    }

    /// Returns when some more have come back.
    void awaitSome() {
        int wanted = back.get() + SOME;
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (back.get() < wanted) {
            assertTrue(System.nanoTime() < until, "no answers any more");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// How many of those that were sent until now have not come back, though they had time to.
    int lost() {
        int until = sent.get();
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (missing(until) > 0 && System.nanoTime() < patience) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return missing(until);
    }

    private int missing(int until) {
        return (int) missing.stream().filter(number -> number < until).count();
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
