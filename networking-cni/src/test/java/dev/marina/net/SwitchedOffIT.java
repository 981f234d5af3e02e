package dev.marina.net;

import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two tenants with the same addresses, one of which switches parts of its nodes off. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class SwitchedOffIT {

    private static final String WEB = "web.default.svc.cluster.local";
    private static final String DNS = "10.96.0.10";

    private World world;
    private NodeNetwork acme;
    private NodeNetwork beta;
    private World.Pod client;
    private World.Pod server;
    private World.Pod betaClient;

    @BeforeEach
    void twoTenants() {
        world = new World("nio", List.of());
        acme = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
        beta = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4").getFirst();
        client = world.pod("acme+node-1", "client");
        server = world.pod("acme+node-1", "server");
        betaClient = world.pod("beta+node-1", "client");
        world.pod("beta+node-1", "server");
        acme.services(List.of(web("10.244.1.3")));
        beta.services(List.of(web("10.244.1.3")));
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private static ServiceEntry web(String endpoint) {
        return service("web", "10.96.0.20", tcp("http", 80, 0, ready(endpoint, 8080)));
    }

    @Test
    void dnsIsAnsweredNoMoreByTheTenantsOwnNodesAloneAndSoItIsAfterARestart() throws Exception {
        acme.switchOff(Set.of(NodePart.DNS));
        assertThrows(IOException.class, () -> client.resolve(DNS, WEB));
        assertEquals("NOERROR 10.96.0.20", betaClient.resolve(DNS, WEB));

        world.networks.close();
        world.start();
        acme = world.networks.ensure(world.spec("acme+node-1"));
        beta = world.networks.ensure(world.spec("beta+node-1"));
        assertEquals(Set.of(NodePart.DNS), acme.switchedOff());
        assertEquals(Set.of(), beta.switchedOff());
        assertThrows(IOException.class, () -> client.resolve(DNS, WEB));
        assertEquals("NOERROR 10.96.0.20", betaClient.resolve(DNS, WEB));

        // names that came meanwhile are known at once
        acme.services(List.of(web("10.244.1.3"), service("later", "10.96.0.21", tcp("http", 80, 0))));
        acme.switchOff(Set.of());
        assertEquals("NOERROR 10.96.0.21", client.resolve(DNS, "later.default.svc.cluster.local"));
    }

    @Test
    void whatIsBrokenRestsBesideWhatIsSwitchedOffAndIsForgottenByARestart() throws Exception {
        acme.stop(Set.of(NodePart.DNS));
        assertThrows(IOException.class, () -> client.resolve(DNS, WEB));
        assertEquals("NOERROR 10.96.0.20", betaClient.resolve(DNS, WEB));
        acme.switchOff(Set.of());
        assertEquals(Set.of(NodePart.DNS), acme.switchedOff(), "what a cluster has switched on mends nothing");

        acme.switchOff(Set.of(NodePart.DNS));
        acme.stop(Set.of());
        assertThrows(IOException.class, () -> client.resolve(DNS, WEB), "and what is mended is not switched on");
        acme.switchOff(Set.of());
        assertEquals("NOERROR 10.96.0.20", client.resolve(DNS, WEB));

        acme.stop(Set.of(NodePart.DNS));
        world.networks.close();
        world.start();
        acme = world.networks.ensure(world.spec("acme+node-1"));
        acme.services(List.of(web("10.244.1.3")));
        assertEquals("NOERROR 10.96.0.20", client.resolve(DNS, WEB));
    }

    @Test
    void rulesStayAsTheyAreAndConnectionsStandWhileServicesAreNotProgrammed() throws Exception {
        world.serve(server.netns(), 8080, "server");
        try (ServerSocketChannel listener = server.netns().listen(new InetSocketAddress(server.address().toInetAddress(), 8081))) {
            acme.services(List.of(web("10.244.1.3"), service("long", "10.96.0.22", tcp("l", 80, 0, ready("10.244.1.3", 8081)))));
            try (SocketChannel established = client.netns().connect(new InetSocketAddress("10.96.0.22", 80), World.PATIENCE);
                    SocketChannel accepted = listener
                            .accept()) {
                acme.switchOff(Set.of(NodePart.SERVICE_PROXY));
                acme.change(List.of(service("fresh", "10.96.0.23", tcp("http", 80, 0, ready("10.244.1.3", 8080)))), List.of());
                // the name is there, and nothing leads to it
                assertEquals("NOERROR 10.96.0.23", client.resolve(DNS, "fresh.default.svc.cluster.local"));
                assertFalse(client.reaches("10.96.0.23", 80));
                assertEquals("server 10.244.1.2", client.ask("10.96.0.20", 80));
                established.write(ByteBuffer.wrap(new byte[] {7}));
                assertEquals(1, accepted.read(ByteBuffer.allocate(1)));

                // the other tenant's nodes go on with it
                beta.change(List.of(), List.of(web("10.244.1.3").id()));
                assertFalse(betaClient.reaches("10.96.0.20", 80));
            }
        }
        world.networks.close();
        world.start();
        acme = world.networks.ensure(world.spec("acme+node-1"));
        ServiceEntry fresh = service("fresh", "10.96.0.23", tcp("http", 80, 0, ready("10.244.1.3", 8080)));
        acme.services(List.of(fresh));
        assertFalse(client.reaches("10.96.0.23", 80));
        assertEquals("server 10.244.1.2", client.ask("10.96.0.20", 80));

        acme.switchOff(Set.of());
        assertEquals("server 10.244.1.2", client.ask("10.96.0.23", 80));
        assertFalse(client.reaches("10.96.0.20", 80));
    }
}
