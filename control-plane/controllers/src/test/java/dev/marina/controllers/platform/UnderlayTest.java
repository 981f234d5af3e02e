package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.model.NodeSubnet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnderlayTest {

    private final Underlay underlay = Underlay.of("100.64.0.0/16");

    @Test
    void nodesHaveNoAddressOfLoadBalancers() {
        assertEquals("100.64.0.10", underlay.next(Set.of()));
        assertEquals("100.64.0.12", underlay.next(Set.of("100.64.0.11")));
        assertEquals("100.64.192.0", underlay.next(Set.of("100.64.175.255")));
        assertEquals("100.64.0.10", underlay.next(Set.of("100.64.254.255")));
    }

    @Test
    void aRangeInWhichNodesAreIsRefused() {
        NodeSubnet subnet = NodeSubnet.of("100.64.0.0/16");
        for (String apart : List.of("192.0.2.0/24", "100.65.0.0/16", "100.64.176.0/20", "100.64.180.0/24")) {
            assertDoesNotThrow(() -> subnet.requireApart(apart), apart);
        }
        for (String among : List.of("100.64.0.0/16", "100.64.0.0/24", "100.64.160.0/19", "100.64.192.0/20")) {
            assertThrows(IllegalArgumentException.class, () -> subnet.requireApart(among), among);
        }
    }
}
