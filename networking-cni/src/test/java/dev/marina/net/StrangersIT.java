package dev.marina.net;

import static dev.marina.net.service.Samples.balanced;
import static dev.marina.net.service.Samples.localOnly;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.World.Counter;
import dev.marina.net.World.Pod;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import dev.marina.net.service.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Who comes from outside to the one machine that has the installation's addresses is led to nodes of two tenants on another.
@EnabledIf("dev.marina.net.World#root")
class StrangersIT {

    private static final String FRONT = "192.0.2.1";
    private static final String FAR = "192.0.2.2";
    private static final String BESIDE = "192.0.2.66";
    private static final String ACMES = "203.0.113.1";
    private static final String BETAS = "203.0.113.2";
    private static final String CLIENT = "198.51.100.1";

    private World front;
    private World far;
    private Pod acme;
    private Pod beta;

    @BeforeEach
    void nodesOnTheOtherMachineOnly() {
        front = new World("nsa", List.of(), FRONT);
        far = new World("nsb", List.of(), FAR, FRONT);
        try (Links one = front.machine.links(); Links two = far.machine.links()) {
            one.addVeth("wire", "wire", far.machine, 1500);
            one.up("wire");
            two.up("wire");
            one.ensureAddress("wire", IpPrefix.parse(FRONT + "/24"));
            one.ensureAddress("wire", IpPrefix.parse(BESIDE + "/24"));
            two.ensureAddress("wire", IpPrefix.parse(FAR + "/24"));
        }
        acme = tenant("acme", 5001, "100.64.0.21", ACMES);
        beta = tenant("beta", 5002, "100.64.0.41", BETAS);
        lead("acme", "beta");
    }

    @AfterEach
    void gone() {
        front.close();
        far.close();
    }

    /// One node with a Service that stays on it.
    private Pod tenant(String cluster, int vni, String address, String balancer) {
        NodeNetwork node = far.networks
                .ensure(new NodeSpec(cluster, "node-1", vni, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", address, List.of(), null));
        Pod pod = far.pod(cluster + "+node-1", "web");
        far.serve(pod.netns(), 8080, cluster);
        node.grant(List.of(balancer));
        node.services(List.of(balanced(
                localOnly("web", "10.96.0.20", tcp("http", 80, 30080, new Endpoint(pod.address().toString(), 8080, true, false, true, null, null))), balancer,
                0)));
        assertEquals(List.of(balancer), node.answered());
        return pod;
    }

    private void lead(String... clusters) {
        front.networks.elsewhere(List.of(clusters).stream().map(cluster -> cluster.equals("acme")
                ? new NodeElsewhere(cluster, "100.64.0.21", FAR, List.of(ACMES))
                : new NodeElsewhere(cluster, "100.64.0.41", FAR, List.of(BETAS))).toList());
    }

    private static String ask(Netns from, String address, int port) {
        return World.ask(from, address, port, World.PATIENCE);
    }

    /// Each tenant's own, though their pods have the same addresses; and the answer goes back by the machine that the client came to.
    @Test
    void clientsReachWhomTheyAskForAndAreSeen() {
        assertEquals(acme.address(), beta.address());
        assertEquals("acme " + CLIENT, ask(front.outside, ACMES, 80));
        assertEquals("beta " + CLIENT, ask(front.outside, BETAS, 80));
        assertEquals("acme 100.64.255.254", ask(front.machine, ACMES, 80));
        assertEquals("acme 100.64.255.254", ask(front.machine, "100.64.0.21", 30080));
        assertEquals("beta 100.64.255.254", ask(front.machine, "100.64.0.41", 30080));
    }

    @Test
    void whatIsNotSaidAnyMoreLeadsNowhere() {
        lead("acme");

        assertEquals("acme " + CLIENT, ask(front.outside, ACMES, 80));
        assertFalse(ask(front.outside, BETAS, 80).contains(" "));
        assertFalse(ask(front.machine, "100.64.0.41", 30080).contains(" "));
        lead();
        assertFalse(ask(front.outside, ACMES, 80).contains(" "));
        lead("acme", "beta");
        assertEquals("beta " + CLIENT, ask(front.outside, BETAS, 80));
    }

    @Test
    void agentsThatComeBackDisturbNothing() {
        assertEquals("acme " + CLIENT, ask(front.outside, ACMES, 80));

        front.networks.close();
        far.networks.close();
        assertEquals("acme " + CLIENT, ask(front.outside, ACMES, 80));
        front.start();
        far.start();

        assertEquals("acme " + CLIENT, ask(front.outside, ACMES, 80));
        assertEquals("beta " + CLIENT, ask(front.outside, BETAS, 80));
    }

    /// A node here comes first: it is nearer.
    @Test
    void aNodeHereTakesTheAddressAndGivesItBack() {
        NodeNetwork near = front.networks
                .ensure(new NodeSpec("acme", "node-2", 5001, "10.244.0.0/16", "10.96.0.0/16", "10.244.2.0/24", "100.64.0.22", List.of(), null));
        Pod pod = front.pod("acme+node-2", "web");
        front.serve(pod.netns(), 8080, "near");
        near.grant(List.of(ACMES));
        near.services(List.of(balanced(
                localOnly("web", "10.96.0.20", tcp("http", 80, 30080, new Endpoint(pod.address().toString(), 8080, true, false, true, null, null))), ACMES,
                0)));

        assertEquals("near " + CLIENT, ask(front.outside, ACMES, 80));
        near.services(List.of());
        assertEquals("acme " + CLIENT, ask(front.outside, ACMES, 80));
    }

    /// A tenant that has a node by the throat reaches nobody on the other machine by it.
    @Test
    void noTenantGoesThatWay() {
        NodeNetwork near = front.networks
                .ensure(new NodeSpec("globex", "node-1", 5003, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.61", List.of(), null));
        Pod hostile = front.pod("globex+node-1", "p");
        assertTrue(ask(front.machine, "100.64.0.21", 30080).startsWith("acme "), "the way is there");
        assertFalse(hostile.reaches("100.64.0.21", 30080));
        assertFalse(World.ask(front.namespace(near), "100.64.0.21", 30080, World.LONG_ENOUGH_TO_FAIL).contains(" "));
    }

    /// What is between the switches is taken from the front alone, also where another machine is known for its nodes; and nothing begins at the front.
    @Test
    void noOtherMachineSendsThere() throws IOException {
        NodeNetwork node = far.networks.ensure(new NodeSpec("acme", "node-1", 5001, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.21",
                List.of(new NodeSpec.Peer("node-9", "10.244.9.0/24", "100.64.0.29", MacAddress.ofVxlan(Ipv4.parse("100.64.0.29")).toString(), 0, BESIDE)),
                null));
        Counter received = far.count(far.namespace(node), 7777);
        byte[] frame = RawPacket.betweenSwitches(Ipv4.parse(FRONT), Ipv4.parse(FAR), RawPacket.udp("198.51.100.77", "100.64.0.21", 7777));

        send(front.machine, BESIDE, frame, FAR);
        assertEquals(0, received.afterAMoment());
        send(front.machine, FRONT, frame, FAR);
        assertEquals(1, received.awaitOne());

        NodeNetwork near = front.networks
                .ensure(new NodeSpec("globex", "node-1", 5003, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.61", List.of(), null));
        Counter here = front.count(front.namespace(near), 7777);
        send(far.machine, FAR, RawPacket.betweenSwitches(Ipv4.parse(FAR), Ipv4.parse(FRONT), RawPacket.udp("100.64.0.21", "100.64.0.61", 7777)), FRONT);
        send(far.machine, FAR, RawPacket.betweenSwitches(Ipv4.parse(FAR), Ipv4.parse(FRONT), RawPacket.udp("100.64.0.21", "100.64.255.254", 7777)), FRONT);
        assertEquals(0, here.afterAMoment());
    }

    private static void send(Netns from, String sender, byte[] datagram, String to) throws IOException {
        try (DatagramChannel channel = from.datagrams(new InetSocketAddress(sender, 0))) {
            channel.socket().send(new DatagramPacket(datagram, datagram.length, new InetSocketAddress(to, World.MACHINES_PORT)));
        }
    }
}
