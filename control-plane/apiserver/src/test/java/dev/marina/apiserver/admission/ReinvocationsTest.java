package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import org.junit.jupiter.api.Test;

class ReinvocationsTest {

    private static final Document ONE = Document.object("v1", "ConfigMap").with("1", "data", "k");
    private static final Document OTHER = Document.object("v1", "ConfigMap").with("2", "data", "k");

    private final Reinvocations past = new Reinvocations();

    @Test
    void inTheFirstRoundNobodyIsSkipped() {
        past.begin(ONE);
        assertFalse(past.skips("a"));
    }

    @Test
    void whoChangedNothingAfterAnotherIsSkipped() {
        past.begin(ONE);
        past.changed();
        past.askAgainIfNeeded("a");
        past.end(OTHER);
        past.again();
        past.begin(OTHER);
        assertTrue(past.skips("a"), "nothing has changed since it was asked");
    }

    @Test
    void whoWasAskedBeforeAChangeIsAskedAgain() {
        past.begin(ONE);
        past.askAgainIfNeeded("a");
        past.changed();
        past.askAgainIfNeeded("b");
        past.end(OTHER);
        past.again();
        past.begin(OTHER);
        assertFalse(past.skips("a"));
        assertTrue(past.skips("b"));
        assertTrue(past.skips("never-asked"));
    }

    @Test
    void whoWasAskedBeforeAnotherPluginsChangeIsAskedAgain() {
        past.begin(ONE);
        past.askAgainIfNeeded("a");
        past.end(ONE);
        past.again();
        past.begin(OTHER);
        assertFalse(past.skips("a"));
    }
}
