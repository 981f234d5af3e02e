package dev.marina.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {

    @Test
    void whoHearsItCanTakeItsLeave() throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "trap 'exit 7' HUP; echo ready; while :; do sleep 0.05; done").start();
        assertEquals('r', shell.getInputStream().read());

        Signals.hangUp(shell.toHandle());

        assertTrue(shell.waitFor(1, TimeUnit.MINUTES));
        assertEquals(7, shell.exitValue());
        Signals.hangUp(shell.toHandle());
    }
}
