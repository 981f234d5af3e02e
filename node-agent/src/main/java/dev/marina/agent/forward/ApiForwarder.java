package dev.marina.agent.forward;

import dev.marina.net.share.SharedPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Behind the `kubernetes` Service of one node: takes connections of the node's pods and passes their bytes to the control plane,
/// after a header that says which pod connects and to which cluster. TLS goes through untouched.
public final class ApiForwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiForwarder.class);
    private static final int BUFFER_BYTES = 16 * 1024;
    /// After so many bytes that never had to wait, others that run on this processor get their turn.
    private static final int BYTES_IN_A_TURN = 4 * BUFFER_BYTES;
    private static final Duration ACCEPT_RETRY = Duration.ofSeconds(1);

    private final ServerSocketChannel listener;
    private final InetSocketAddress target;
    private final InetAddress destination;
    private final SharedPool.Share connections;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param listener bound inside the node's network
    /// @param target the control plane's port for such connections
    /// @param destination address that names the cluster there
    /// @param connections how many of them this node may have; each costs two descriptors and two buffers
    public ApiForwarder(ServerSocketChannel listener, InetSocketAddress target, String destination, SharedPool.Share connections) {
        this.connections = connections;
        this.listener = listener;
        this.target = target;
        this.destination = ProxyHeader.address(destination);
        Thread.ofVirtual().name("kubernetes service").start(this::accept);
    }

    /// The connections of all nodes together, 3,072 descriptors and 48 MiB at most beside what is each node's own.
    public static SharedPool pool() {
        return new SharedPool(16, 256, 1_536);
    }

    @Override
    public void close() {
        closed.countDown();
        closeQuietly(listener);
        open.forEach(ApiForwarder::closeQuietly);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel pod = listener.accept();
                Optional<SharedPool.Place> place = connections.take();
                if (place.isEmpty()) {
                    closeQuietly(pod);
                    Thread.yield();
                    continue;
                }
                Thread.ofVirtual().name("forward").start(() -> forward(pod, place.get()));
            } catch (IOException failure) {
                if (listener.isOpen()) {
                    // Such as too many open files: it goes on failing until some are closed.
                    LOG.atWarn().addKeyValue("error", failure.toString()).log("connection of a pod not accepted");
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            closed.await(ACCEPT_RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(SocketChannel pod, SharedPool.Place place) {
        open.add(pod);
        try (place; pod; SocketChannel server = SocketChannel.open()) {
            open.add(server);
            server.socket().connect(target, 5_000);
            write(server, ProxyHeader.of((InetSocketAddress) pod.getRemoteAddress(), destination, 443));
            Thread back = Thread.ofVirtual().start(() -> copy(server, pod));
            copy(pod, server);
            back.join();
            open.remove(server);
        } catch (IOException failure) {
            LOG.atDebug().addKeyValue("error", failure.toString()).log("connection of a pod broke");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(pod);
        }
    }

    /// Until one side ends; then the other is told.
    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        int inThisTurn = 0;
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                buffer.flip();
                write(to, buffer);
                buffer.clear();
                inThisTurn += count;
                if (inThisTurn >= BYTES_IN_A_TURN) {
                    inThisTurn = 0;
                    Thread.yield();
                }
            }
            to.shutdownOutput();
        } catch (IOException _) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void closeQuietly(java.nio.channels.Channel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // it is closed either way
        }
    }
}
