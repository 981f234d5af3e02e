package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineRoutesTest {

    private static final MachineRoutes ROUTES = MachineRoutes.parse(List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth1\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "mrother\t00004064\tFDFF4064\t0007\t0\t0\t0\t0000FFFF\t0\t0\t0"));

    @Test
    void theUplinkIsThatOfTheBestDefaultRoute() {
        assertEquals("eth0", ROUTES.uplink());
        assertEquals("", MachineRoutes.parse(List.of("header")).uplink());
    }

    @Test
    void aSubnetOfAnotherInstanceIsSeenAsTakenAndTheNextOneOffered() {
        assertTrue(ROUTES.overlapping(IpPrefix.parse("100.64.0.0/16"), "mrmine").isPresent());
        assertTrue(ROUTES.overlapping(IpPrefix.parse("100.64.0.0/16"), "mrother").isEmpty());
        assertEquals(IpPrefix.parse("100.65.0.0/16"), ROUTES.freeNodeSubnet());
    }
}
