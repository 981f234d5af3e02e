package dev.marina.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void aKeptPortStaysEvenWhenItIsInUse() {
        // In use by our own running server, most likely.
        Ports ports = Ports.choose(Map.of("etcd-client", 23456), _ -> true, new Random(1));

        assertEquals(23456, ports.of(InternalPort.ETCD_CLIENT));
    }

    @Test
    void everyPortHasANumberOfItsOwn() {
        Ports ports = Ports.choose(Map.of("etcd-client", 23456), _ -> true, new Random(1));

        assertEquals(InternalPort.values().length, new HashSet<>(ports.numbers().values()).size());
    }

    @Test
    void aPortThatIsInUseIsNotChosen() {
        Ports ports = Ports.choose(Map.of(), port -> port % 2 == 0, new Random(1));

        assertTrue(ports.numbers().values().stream().allMatch(port -> port % 2 == 0), ports.toString());
    }
}
