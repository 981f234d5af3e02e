package dev.marina.launcher.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuthorityTest {

    /// Else each start of the front would make another one, in which nobody trusts.
    @Test
    void oneThatWasKeptVouchesForItsDomainAndNoOther() throws Exception {
        String kept = Authority.forNames("apps.example", Instant.parse("2026-11-29T12:00:00Z")).identity().wholePem();

        Authority read = Authority.of(kept, kept);

        assertTrue(read.vouchesFor("apps.example"));
        assertFalse(read.vouchesFor("example"));
        assertFalse(read.vouchesFor("other.example"));
        assertEquals(kept, read.identity().wholePem());
    }
}
