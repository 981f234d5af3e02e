package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VersionsTest {
    @Test
    void theVersionIsTheThirdThingThatAProgramSays() {
        assertEquals("1.6.20~ds1", Versions.said("containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3\n"));
        assertEquals("2.6.12-1+deb12u4",
                Versions.said("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/\nStatus: long-term supported branch"));
        assertEquals("unknown", Versions.said("no"));
    }

    @Test
    void aProgramThatIsNotThereHasNoVersion() {
        assertEquals("unknown", Versions.installed("no-such-program-of-marina", "--version"));
    }
}
