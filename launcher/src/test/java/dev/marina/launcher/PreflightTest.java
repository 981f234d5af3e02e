package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final long ALL = -1L;
    private static final long MEMORY = 8L << 30;

    @Test
    void aFitMachineIsNotComplainedAbout() {
        assertEquals(List.of(), new Preflight("amd64", true, ALL, MEMORY).complaints());
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        List<String> complaints = new Preflight("aarch64", false, ALL, 1L << 30).complaints();

        assertEquals(3, complaints.size());
        assertTrue(complaints.get(0).contains("aarch64"));
        assertTrue(complaints.get(1).contains("sudo --preserve-env"));
        assertTrue(complaints.get(2).contains("1024 MiB"));
    }

    @Test
    void aContainersRootIsToldWhatItLacks() {
        // What Docker gives by default.
        long docker = Preflight.capabilities(List.of("Name:\tcat", "CapPrm:\t00000000a80425fb", "CapEff:\t00000000a80425fb"));

        assertTrue(new Preflight("amd64", true, docker, MEMORY).complaints().getFirst()
                .startsWith("root has no CAP_NET_ADMIN, CAP_SYS_ADMIN, CAP_SYS_PTRACE here"));
    }

    @Test
    void memoryIsReadInKibibytes() {
        assertEquals(2L << 30, Preflight.memory(List.of("MemTotal:        2097152 kB", "MemFree:         1 kB")));
    }
}
