package dev.marina.net.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.244.1.2", "255.255.255.255", "100.64.255.254"})
    void addressesPrintAsTheyWereRead(String text) {
        assertEquals(text, Ipv4.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "a.b.c.d", "1..2.3", "::1", "1.2.3.4 "})
    void anythingElseIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> Ipv4.parse(text));
    }

    @Test
    void prefixesKnowWhatTheyContainAndOverlap() {
        IpPrefix pods = IpPrefix.parse("10.244.0.0/16");

        assertTrue(pods.contains(Ipv4.parse("10.244.255.255")));
        assertFalse(pods.contains(Ipv4.parse("10.245.0.0")));
        assertTrue(pods.overlaps(IpPrefix.parse("10.244.3.0/24")));
        assertTrue(IpPrefix.parse("0.0.0.0/0").overlaps(pods));
        assertFalse(pods.overlaps(IpPrefix.parse("10.96.0.0/16")));
        assertEquals(Ipv4.parse("10.244.255.255"), pods.last());
    }

    @Test
    void aVxlanDevicesHardwareAddressFollowsFromTheNodesAddress() {
        assertEquals("02:6d:00:40:00:07", MacAddress.ofVxlan(Ipv4.parse("100.64.0.7")).toString());
        assertEquals(MacAddress.ofVxlan(Ipv4.parse("100.64.0.7")), MacAddress.parse("02:6d:00:40:00:07"));
    }
}
