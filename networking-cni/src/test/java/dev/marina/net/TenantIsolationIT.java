package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.linux.Netns;
import dev.marina.net.service.Endpoint;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.ServiceEntry;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two tenants with identical pod and service addresses on two nodes each. Needs root.
class TenantIsolationIT {

    private static World world;
    private static List<NodeNetwork> acme;
    private static List<NodeNetwork> beta;
    private static World.Pod acmeWeb;
    private static World.Pod acmeClient;
    private static World.Pod betaWeb;
    private static World.Pod betaClient;

    @BeforeAll
    static void twoTenants() {
        world = new World("nit", "100.100.0.0/16", List.of());
        acme = world.cluster("acme", 101, "100.100.0.1", "100.100.0.2");
        beta = world.cluster("beta", 102, "100.100.0.3", "100.100.0.4");
        acmeClient = world.pod("acme+node-1", "client");
        acmeWeb = world.pod("acme+node-2", "web");
        betaClient = world.pod("beta+node-1", "client");
        betaWeb = world.pod("beta+node-2", "web");
        world.serve(acmeWeb.netns(), 8080, "acme");
        world.serve(betaWeb.netns(), 8080, "beta");
        for (NodeNetwork node : acme) {
            node.services(List.of(web(30080)));
        }
        for (NodeNetwork node : beta) {
            node.services(List.of(web(30080)));
        }
    }

    private static ServiceEntry web(int nodePort) {
        return new ServiceEntry("default", "web", List.of("10.96.0.20"), false, null, "None", 0, false, false,
                List.of(new PortEntry("http", "TCP", 80, nodePort, List.of(new Endpoint("10.244.2.2", 8080, true, false, null, "web")))));
    }

    @AfterAll
    static void gone() {
        world.close();
    }

    @Test
    void tenantsHaveTheSameAddresses() {
        assertEquals(acmeWeb.address(), betaWeb.address());
        assertEquals(acmeClient.address(), betaClient.address());
    }

    @Test
    void podsOfOneClusterReachEachOtherAcrossNodesUnderTheirOwnAddresses() {
        assertEquals("acme 10.244.1.2", acmeClient.ask("10.244.2.2", 8080));
        assertEquals("beta 10.244.1.2", betaClient.ask("10.244.2.2", 8080));
    }

    @Test
    void aServiceAddressLeadsToTheTenantsOwnPod() {
        assertEquals("acme 10.244.1.2", acmeClient.ask("10.96.0.20", 80));
        assertEquals("beta 10.244.1.2", betaClient.ask("10.96.0.20", 80));
    }

    @Test
    void nodePortsAnswerTheMachineOnEveryNodesAddress() {
        try (Netns machine = Netns.own()) {
            assertEquals("acme 100.100.0.1", World.ask(machine, "100.100.0.1", 30080, World.PATIENCE));
            assertEquals("acme 100.100.0.2", World.ask(machine, "100.100.0.2", 30080, World.PATIENCE));
            assertEquals("beta 100.100.0.3", World.ask(machine, "100.100.0.3", 30080, World.PATIENCE));
        }
    }

    @Test
    void nodePortsAnswerPodsOfTheSameClusterOnly() {
        assertTrue(acmeClient.ask("100.100.0.1", 30080).startsWith("acme"));
        assertTrue(acmeClient.ask("100.100.0.2", 30080).startsWith("acme"));
        assertFalse(acmeClient.reaches("100.100.0.3", 30080));
        assertFalse(acmeClient.reaches("100.100.0.4", 30080));
    }
}
