package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;

class RealmFileTest {
    @Test
    void ourPlaceholdersAreFilledAndKeycloaksOwnStay() {
        assertEquals("{\"url\": \"http://h:1/*\", \"name\": \"${client_account}\"}",
                RealmFile.fill("{\"url\": \"${MARINA_CONSOLE_URL}/*\", \"name\": \"${client_account}\"}", Map.of("MARINA_CONSOLE_URL", "http://h:1")));
    }

    @Test
    void aValueIsTakenLiterally() {
        assertEquals("a$1\\b", RealmFile.fill("${MARINA_X}", Map.of("MARINA_X", "a$1\\b")));
    }

    @Test
    void anUnknownPlaceholderIsNamed() {
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> RealmFile.fill("${MARINA_TYPO}", Map.of()));

        assertTrue(failure.getMessage().contains("MARINA_TYPO"), failure.getMessage());
    }
}
