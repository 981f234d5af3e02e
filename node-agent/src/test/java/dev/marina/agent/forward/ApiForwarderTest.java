package dev.marina.agent.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.Await;
import dev.marina.net.share.SharedPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a control plane that sends back what it gets, after the header.
class ApiForwarderTest {

    private static final int HEADER_BYTES = 52;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServerSocket controlPlane;

    @BeforeEach
    void listen() throws IOException {
        controlPlane = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(controlPlane);
        Thread.ofVirtual().start(() -> {
            while (!controlPlane.isClosed()) {
                try {
                    Socket client = controlPlane.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException _) {
                    // the test is over
                }
            }
        });
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().readNBytes(HEADER_BYTES);
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // the forwarder went away
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private InetSocketAddress node(SharedPool pool) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        open.add(new ApiForwarder(listener, (InetSocketAddress) controlPlane.getLocalSocketAddress(), "fd00::1", pool.share()));
        return (InetSocketAddress) listener.getLocalAddress();
    }

    private Socket connect(InetSocketAddress node) throws IOException {
        Socket pod = new Socket(node.getAddress(), node.getPort());
        pod.setSoTimeout(20_000);
        open.add(pod);
        return pod;
    }

    /// Whether bytes go there and back; a connection that is not taken is closed.
    private static boolean served(Socket pod) {
        try {
            pod.getOutputStream().write(7);
            return pod.getInputStream().read() == 7;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void bytesPassUnchangedBothWays() throws IOException {
        byte[] sent = new byte[1_000_000];
        new Random(1).nextBytes(sent);
        Socket pod = connect(node(new SharedPool(1, 1, 0)));
        Thread.ofVirtual().start(() -> {
            try {
                pod.getOutputStream().write(sent);
                pod.shutdownOutput();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });

        assertArrayEquals(sent, pod.getInputStream().readAllBytes());
    }

    @Test
    void nodeThatOpensAsManyAsItCanLeavesTheOthersTheirs() throws IOException {
        SharedPool pool = new SharedPool(2, 6, 4);
        InetSocketAddress greedy = node(pool);
        InetSocketAddress other = node(pool);
        int taken = 0;
        for (int i = 0; i < 20; i++) {
            taken += served(connect(greedy)) ? 1 : 0;
        }

        assertEquals(6, taken);
        assertEquals(List.of(true, true, false), List.of(served(connect(other)), served(connect(other)), served(connect(other))));
    }

    @Test
    void endedConnectionMakesRoomForAnother() throws IOException {
        InetSocketAddress node = node(new SharedPool(1, 1, 0));
        Socket first = connect(node);
        assertEquals(List.of(true, false), List.of(served(first), served(connect(node))));

        first.close();

        Await.until("room", Duration.ofSeconds(20), () -> {
            try (Socket next = new Socket(node.getAddress(), node.getPort())) {
                next.setSoTimeout(20_000);
                return served(next);
            } catch (IOException refused) {
                return false;
            }
        }, Boolean::booleanValue);
    }
}
