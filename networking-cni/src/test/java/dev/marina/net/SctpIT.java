package dev.marina.net;

import static dev.marina.net.policy.Samples.ingress;
import static dev.marina.net.policy.Samples.labelled;
import static dev.marina.net.policy.Samples.pod;
import static dev.marina.net.policy.Samples.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.policy.PolicyEntry;
import dev.marina.net.policy.PolicyPort;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What becomes of the first packet of an SCTP association. Not every kernel has sockets for it; here it comes as another node would
/// send it. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class SctpIT {

    private static final int SCTP = 132;

    private World world;
    private NodeNetwork node;

    @BeforeEach
    void aPodOnTheSecondNode() {
        world = new World("nic", List.of());
        node = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getLast();
        world.pod("acme+node-2", new PodIdentity("red", "web"));
        policies();
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private void policies(PolicyEntry... policies) {
        assertTrue(
                node.policies(PolicyChange.everything(List.of(pod("web", "red", "web", "node-2", "10.244.2.2")), Map.of("red", Map.of()), List.of(policies))));
    }

    @Test
    void serviceLeadsToThePodBehindIt() throws IOException {
        node.services(
                List.of(Samples.service("diameter", "10.96.0.20", new PortEntry("sctp", "SCTP", 3868, 30868, List.of(Samples.ready("10.244.2.2", 3869))))));

        begin(7000, "10.96.0.20", 3868);

        String entry = tracked("sport=7000 dport=3868");
        assertTrue(entry.contains("dst=10.96.0.20") && entry.contains("src=10.244.2.2") && entry.contains("sport=3869"), entry);
    }

    @Test
    void policyAllowsByPort() throws IOException {
        policies(ingress("red", "diameter", labelled("app", "web"), ports(new PolicyPort.Numbers("sctp", 3868, 3868))));

        begin(7001, "10.244.2.2", 3868);
        begin(7002, "10.244.2.2", 3869);

        assertTrue(tracked("sport=7001 dport=3868").contains("dst=10.244.2.2"));
        assertEquals("", tracked("sport=7002"), "what is dropped is never known");
    }

    private String tracked(String part) {
        return world.namespace(node).call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/nf_conntrack"))).stream()
                .filter(line -> line.contains(" sctp ") && line.contains(part)).findFirst().orElse("");
    }

    /// INIT, from the first node's pod.
    private void begin(int from, String destination, int port) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(8 + 14 + 20 + 12 + 20);
        packet.putInt(0x08000000).putInt(101 << 8);
        packet.put(MacAddress.ofVxlan(Ipv4.parse("100.64.0.2")).bytes()).put(MacAddress.ofVxlan(Ipv4.parse("100.64.0.1")).bytes()).putShort((short) 0x0800);
        int header = packet.position();
        packet.put((byte) 0x45).put((byte) 0).putShort((short) 52).putInt(0).put((byte) 64).put((byte) SCTP).putShort((short) 0)
                .put(Ipv4.parse("10.244.1.2").bytes()).put(Ipv4.parse(destination).bytes());
        packet.putShort(header + 10, checksum(packet, header));
        int association = packet.position();
        packet.putShort((short) from).putShort((short) port).putInt(0).putInt(0);
        packet.put((byte) 1).put((byte) 0).putShort((short) 20).putInt(0x01020304).putInt(65_536).putShort((short) 1).putShort((short) 1).putInt(1);
        CRC32C crc = new CRC32C();
        crc.update(packet.array(), association, 32);
        packet.putInt(association + 8, Integer.reverseBytes((int) crc.getValue()));
        try (DatagramChannel channel = world.underlay("acme+node-1").datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            channel.send(packet.flip(), new InetSocketAddress("100.64.0.2", 4789));
        }
    }

    private static short checksum(ByteBuffer packet, int header) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += packet.getShort(header + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        return (short) ~((sum & 0xffff) + (sum >> 16));
    }
}
