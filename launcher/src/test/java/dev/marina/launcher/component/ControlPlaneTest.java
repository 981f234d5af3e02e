package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPlaneTest {
    @ParameterizedTest
    @CsvSource({"100.64.0.0/16, 100.64.255.254", "100.65.3.0/24, 100.65.3.254", "198.18.0.0/15, 198.19.255.254"})
    void theMachineHasTheLastAddressButOneOfTheNodes(String subnet, String machine) {
        assertEquals(machine, ControlPlane.machine(subnet));
    }
}
