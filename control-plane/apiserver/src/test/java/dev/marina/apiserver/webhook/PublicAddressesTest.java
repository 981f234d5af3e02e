package dev.marina.apiserver.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicAddressesTest {

    @Test
    void addressesOfTheInternetMayBeCalled() throws IOException {
        for (String address : List.of("1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111")) {
            assertTrue(PublicAddresses.reachable(InetAddress.ofLiteral(address)), address);
        }
        assertEquals(List.of(InetAddress.ofLiteral("1.1.1.1")), PublicAddresses.of("1.1.1.1", "localhost"));
    }

    @Test
    void addressesOfNobodyOrOfUsMayNot() {
        for (String address : List.of("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1",
                "172.31.255.255", "192.0.0.8", "192.168.0.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
                "fe80::1", "fc00::1", "fd12::1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:db8::1", "2001::1")) {
            assertFalse(PublicAddresses.reachable(InetAddress.ofLiteral(address)), address);
        }
        // Java reads a mapped address as what it maps
        assertFalse(PublicAddresses.reachable(InetAddress.ofLiteral("::ffff:127.0.0.1")));
    }

    @Test
    void nobodyComesBackInByThePlatformsOwnName() {
        assertEquals("1.1.1.1 has no public address; a webhook in the cluster is named by its service",
                assertThrows(IOException.class, () -> PublicAddresses.of("1.1.1.1", "1.1.1.1")).getMessage());
    }
}
