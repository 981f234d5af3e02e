package dev.marina.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class PortHolderTest {
    private static final String LISTENING = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100 0 0 10 0";
    private static final String CONNECTED = "   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 20 4 30 10 -1";

    @Test
    void aListenerIsKnownByItsInode() {
        assertEquals(Optional.of("4711"), PortHolder.listening(LISTENING, 8080));
    }

    @Test
    void anotherPortIsNotMeant() {
        assertEquals(Optional.empty(), PortHolder.listening(LISTENING, 8081));
    }

    @Test
    void aConnectionFromThatPortHoldsNothing() {
        assertEquals(Optional.empty(), PortHolder.listening(CONNECTED, 8080));
    }

    @Test
    void theHolderOfAPortIsFound() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(ProcessHandle.current().pid(), PortHolder.find(socket.getLocalPort()).orElseThrow().pid());
        }
    }
}
