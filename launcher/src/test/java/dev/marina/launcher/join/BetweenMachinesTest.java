package dev.marina.launcher.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BetweenMachinesTest {
    @TempDir
    Path links;

    @Test
    void whoeverStartsOneOfSeveralMachinesHearsThatNothingIsEncrypted() {
        String words = BetweenMachines.words("192.0.2.1", 23456, Optional.empty());

        assertTrue(words.contains("192.0.2.1, port 23456 (UDP)"), words);
        assertTrue(words.contains("NOT ENCRYPTED"), words);
    }

    @Test
    void anAddressOfWireGuardIsSaidToEncrypt() throws IOException {
        Files.createDirectories(links.resolve("wg0"));
        Files.writeString(links.resolve("wg0/uevent"), "DEVTYPE=wireguard\nINTERFACE=wg0\nIFINDEX=7\n");
        Files.createDirectories(links.resolve("eth0"));
        Files.writeString(links.resolve("eth0/uevent"), "INTERFACE=eth0\nIFINDEX=2\n");

        assertEquals(Optional.of("wg0"), BetweenMachines.wireguard(links, "wg0"));
        assertEquals(Optional.empty(), BetweenMachines.wireguard(links, "eth0"));
        assertEquals(Optional.empty(), BetweenMachines.wireguard(links, "gone"));
        assertFalse(BetweenMachines.words("10.0.0.1", 23456, Optional.of("wg0")).contains("NOT"));
    }
}
