package dev.marina.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class IdentityTest {
    @Test
    void theFirstInstallationOfAMachineTakesTheFirstSubnet() {
        assertEquals("100.64.0.0/16", Identity.nodeSubnet("a7bcf5", false, List.of()));
    }

    @Test
    void aSubnetWithARouteIsPassedOver() {
        assertEquals("100.65.0.0/16", Identity.nodeSubnet("a7bcf5", false, List.of("0.0.0.0", "100.64.12.0")));
    }

    @Test
    void aSecondInstallationKeepsAwayFromTheFirstBeforeThatHasRoutes() {
        assertNotEquals("100.64.0.0/16", Identity.nodeSubnet("000000", true, List.of()));
    }
}
