package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuncReleaseTest {
    private static final String FIRST = "CVE-2024-21626";
    private static final String LATER = "CVE-2025-31133";

    @ParameterizedTest
    @CsvSource({
            "1.0.3, true, true",
            "1.1.11, true, true",
            "1.1.12, false, true",
            "1.1.15, false, true",
            "1.2.7, false, true",
            "1.2.8, false, false",
            "1.3.2, false, true",
            "1.3.3, false, false",
            "1.4.0, false, false",
            "2.0.0, false, false"})
    void eachLineOfReleasesHasARepairOfItsOwn(String version, boolean first, boolean later) {
        String warning = RuncRelease.of("runc version " + version + "\ncommit: v0\nspec: 1.0.2\n").orElseThrow().warning(true).orElse("");

        assertEquals(first, warning.contains(FIRST), warning);
        assertEquals(later, warning.contains(LATER), warning);
    }

    /// Debian keeps upstream's number and mends faults below it.
    @Test
    void whatADistributionMayHaveMendedIsSaidToBeSo() {
        String printed = "runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\nspec: 1.0.2-dev\ngo: go1.19.8\nlibseccomp: 2.5.4\n";

        String warning = RuncRelease.of(printed).orElseThrow().warning(true).orElseThrow();

        assertTrue(warning.startsWith("runc 1.1.5+ds1-1+deb12u1 has known ways out of a container: "), warning);
        assertTrue(warning.contains("unless your distribution has mended them"), warning);
        assertTrue(RuncRelease.of(printed).orElseThrow().warning(false).orElseThrow().endsWith("root of this machine: renew runc first"));
        assertEquals(false, RuncRelease.of("runc version 1.1.5\n").orElseThrow().warning(true).orElseThrow().contains("distribution"));
    }

    @Test
    void whatCannotBeReadIsNoReleaseAndNoFailure() {
        assertEquals(Optional.empty(), RuncRelease.of("crun version 1.8\n"));
        assertEquals(Optional.empty(), RuncRelease.of("runc version unknown\n"));
    }
}
