package dev.marina.api.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void theyAreDifferentAndCanBeOpened() throws IOException {
        int[] ports = FreePorts.different(50);

        assertEquals(50, Arrays.stream(ports).distinct().count());
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket(port)) {
                assertTrue(socket.isBound());
            }
        }
    }

    @Test
    void theyAreNotThoseOfOutgoingConnectionsOrNodePorts() throws IOException {
        assertTrue(Arrays.stream(FreePorts.different(500)).allMatch(port -> port >= 1_024 && port < 30_000));
    }

    @Test
    void moreThanThereAreIsToldAsSuch() {
        assertTrue(assertThrows(IOException.class, () -> FreePorts.different(5_000)).getMessage().contains("no 5000 free ports"));
    }
}
