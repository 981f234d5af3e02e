package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.marina.launcher.process.PortHolder;

class PortConflictsTest {
    private static final Path FILE = Path.of("/home/ports.json");
    private static final PortHolder NGINX = new PortHolder(77, "nginx: master");

    @Test
    void aPublicPortInUseIsNamedWithItsHolderAndItsSetting() {
        assertEquals(List.of("port 8080 is in use by process 77 (nginx: master); stop it, or choose another with MARINA_CONSOLE_PORT=…"),
                PortConflicts.of(Map.of(8080, "MARINA_CONSOLE_PORT"), _ -> Optional.of(NGINX), List.of(), FILE));
    }

    @Test
    void anInternalPortInUseIsNamedWithTheFileThatKeepsIt() {
        Map<Integer, String> internal = new LinkedHashMap<>();
        internal.put(23456, null);

        assertEquals(List.of("port 23456 is in use by process 77 (nginx: master); it is one of /home/ports.json: delete that line while Marina is down, "
                + "and another is chosen"), PortConflicts.of(internal, _ -> Optional.of(NGINX), List.of(), FILE));
    }

    @Test
    void ourOwnServersMayHoldTheirPorts() {
        assertEquals(List.of(), PortConflicts.of(Map.of(8080, "MARINA_CONSOLE_PORT"), _ -> Optional.of(NGINX), List.of(77L), FILE));
    }

    @Test
    void aFreePortIsNoConflict() {
        assertEquals(List.of(), PortConflicts.of(Map.of(8080, "MARINA_CONSOLE_PORT"), _ -> Optional.empty(), List.of(), FILE));
    }
}
