package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What listens at a pod's own localhost is reached from inside of that pod and from nowhere else. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class LocalhostIT {

    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 9000);

    private World world;
    private NodeNetwork acme;
    private NodeNetwork beta;

    @BeforeEach
    void twoTenants() {
        world = new World("nil", List.of());
        acme = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
        beta = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4").getFirst();
    }

    @AfterEach
    void gone() {
        world.close();
    }

    @Test
    void aPodsLocalhostIsThatPodsAlone() throws IOException {
        World.Pod web = world.pod("acme+node-1", "web");
        World.Pod beside = world.pod("acme+node-1", "beside");
        World.Pod betas = world.pod("beta+node-1", "web");
        try (ServerSocketChannel listening = web.netns().listen(LOCAL);
                SocketChannel forwarded = acme.connect(web.netns().path(), LOCAL, World.PATIENCE);
                SocketChannel accepted = listening.accept()) {
            assertEquals(accepted.getRemoteAddress(), forwarded.getLocalAddress());
            assertThrows(ConnectException.class, () -> acme.connect(beside.netns().path(), LOCAL, World.PATIENCE));
            assertThrows(ConnectException.class, () -> beta.connect(betas.netns().path(), LOCAL, World.PATIENCE));
            assertThrows(ConnectException.class, () -> acme.connect(new InetSocketAddress(web.address().toInetAddress(), 9000), World.PATIENCE));
        }
        assertThrows(IOException.class, () -> acme.connect(Path.of("/proc/0/ns/net"), LOCAL, World.PATIENCE));
    }
}
