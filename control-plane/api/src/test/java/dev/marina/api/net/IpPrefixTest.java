package dev.marina.api.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @CsvSource({"10.9.8.7, 10.9.8.7", "255.255.255.255, 255.255.255.255", "fe80::42:1dff:fe84:f9e2, fe80::42:1dff:fe84:f9e2",
            "2001:DB8:0:0:0:0:0:1, 2001:db8::1", "0:0:0:0:0:0:0:0, ::", "1:0:0:2:0:0:0:3, 1:0:0:2::3", "::1, ::1", "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
            "1::, 1::"})
    void anAddressIsShownInItsCanonicalForm(String written, String canonical) {
        assertEquals(canonical, IpAddress.require(written).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.9.8", "10.9.8.07", "256.1.1.1", "::ffff:10.0.0.1", "1::2::3", "localhost", "fe80::1%eth0", "10.0.0.1 "})
    void whatIsNoAddressIsNotLookedUp(String text) {
        assertEquals(Optional.empty(), IpAddress.parse(text));
    }

    @Test
    void aNetworkContainsItsAddressesAndSmallerNetworks() {
        IpPrefix services = IpPrefix.require("10.96.3.0/16");
        assertEquals("10.96.0.0/16", services.masked().toString());
        assertTrue(services.contains(IpAddress.require("10.96.255.255")));
        assertFalse(services.contains(IpAddress.require("10.97.0.0")));
        assertFalse(services.contains(IpAddress.require("::1")));
        assertTrue(services.contains(IpPrefix.require("10.96.128.0/17")));
        assertFalse(services.contains(IpPrefix.require("10.0.0.0/8")));
        assertTrue(IpPrefix.require("::/0").contains(IpAddress.require("fe80::1")));
        assertEquals(256, IpPrefix.require("10.0.0.7/24").size().intValueExact());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "/8", "x/8", "::/129"})
    void whatIsNoNetworkIsNone(String text) {
        assertEquals(Optional.empty(), IpPrefix.parse(text));
    }
}
