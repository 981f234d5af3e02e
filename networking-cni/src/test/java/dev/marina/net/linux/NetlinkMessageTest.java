package dev.marina.net.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Links.Route;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Bytes as `strace ip …` shows them on a little-endian machine.
class NetlinkMessageTest {

    @Test
    void aRouteHasItsGatewayMarkedAsOnTheLink() {
        Route route = Route.via(IpPrefix.parse("10.244.2.0/24"), "vxlan0", Ipv4.parse("100.64.0.2")).from(Ipv4.parse("100.64.0.1"));

        byte[] message = Rtnetlink.routeMessage(24, 0x505, route, 7).encode(3);

        assertEquals("3c000000" + "1800" + "0505" + "03000000" + "00000000" // header
                + "02180000" + "fe040001" + "04000000" // rtmsg: inet, /24, main, static, universe, unicast, onlink
                + "08000100" + "0af40200" // destination
                + "08000400" + "07000000" // link
                + "08000500" + "64400002" // gateway
                + "08000700" + "64400001", // preferred source
                HexFormat.of().formatHex(message));
    }

    @Test
    void aRuleLeadsAMarkToTheTableOfItsNumber() {
        assertEquals("2c000000" + "2000" + "0506" + "03000000" + "00000000" // header
                + "02000000" + "02000001" + "00000000" // fib_rule_hdr: inet, table 2, to the table
                + "08000600" + "e8030000" // priority
                + "08000a00" + "02000000", // mark
                HexFormat.of().formatHex(Rtnetlink.ruleMessage(2).encode(3)));
    }

    @Test
    void theDefaultRouteHasNoDestination() {
        byte[] message = Rtnetlink.routeMessage(24, 0x505, Route.onLink(IpPrefix.parse("0.0.0.0/0"), "eth0"), 2).encode(1);

        assertEquals(16 + 12 + 8, message.length);
        assertEquals((byte) 253, message[16 + 6]);
    }

    @Test
    void aVethCarriesItsPeersNameAndNamespaceInside() {
        byte[] message = Rtnetlink.vethMessage("pod0af40102", "eth0", 42, 1450).encode(1);

        String hex = HexFormat.of().formatHex(message);
        String peer = "08001c00" + "2a000000"; // IFLA_NET_NS_FD 42
        assertTrue(hex.endsWith(peer));
        assertTrue(hex.contains(HexFormat.of().formatHex("veth\0".getBytes())));
        assertEquals(message.length, ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(0));
    }

    @Test
    void attributesAreReadBackWithoutTheirFlags() {
        NetlinkMessage message = new NetlinkMessage(1, 0);
        message.name(3, "eth0").attribute(0x8000 | 5, 77).nested(18, () -> message.byteAttribute(1, 9));
        ByteBuffer encoded = ByteBuffer.wrap(message.encode(1)).order(ByteOrder.nativeOrder());

        NetlinkAttributes attributes = NetlinkAttributes.read(encoded, NetlinkMessage.HEADER);

        assertEquals("eth0", attributes.name(3));
        assertEquals(77, attributes.number(5, 0));
        assertEquals(9, attributes.nested(18).bytes(1)[0]);
        assertEquals(-1, attributes.number(99, -1));
    }
}
