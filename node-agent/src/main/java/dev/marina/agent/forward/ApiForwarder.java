package dev.marina.agent.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Behind the `kubernetes` Service of one node: takes connections of the node's pods and passes their bytes to the control plane,
/// after a header that says which pod connects and to which cluster. TLS goes through untouched.
public final class ApiForwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiForwarder.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    /// One node's pods cannot use up the machine's sockets.
    private static final int CONNECTIONS = 2_000;

    private final ServerSocketChannel listener;
    private final InetSocketAddress target;
    private final InetAddress destination;
    private final Semaphore free = new Semaphore(CONNECTIONS);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /// @param listener bound inside the node's network
    /// @param target the control plane's port for such connections
    /// @param destination address that names the cluster there
    public ApiForwarder(ServerSocketChannel listener, InetSocketAddress target, String destination) {
        this.listener = listener;
        this.target = target;
        this.destination = ProxyHeader.address(destination);
        Thread.ofVirtual().name("kubernetes service").start(this::accept);
    }

    @Override
    public void close() {
        closeQuietly(listener);
        open.forEach(ApiForwarder::closeQuietly);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel pod = listener.accept();
                if (!free.tryAcquire()) {
                    closeQuietly(pod);
                    continue;
                }
                Thread.ofVirtual().name("forward").start(() -> forward(pod));
            } catch (IOException failure) {
                if (listener.isOpen()) {
                    LOG.atWarn().addKeyValue("error", failure.toString()).log("connection of a pod not accepted");
                }
            }
        }
    }

    private void forward(SocketChannel pod) {
        open.add(pod);
        try (pod; SocketChannel server = SocketChannel.open()) {
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
            free.release();
        }
    }

    /// Until one side ends; then the other is told.
    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                write(to, buffer);
                buffer.clear();
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
