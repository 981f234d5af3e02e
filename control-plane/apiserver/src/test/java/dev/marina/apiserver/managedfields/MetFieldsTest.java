package dev.marina.apiserver.managedfields;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldsV1;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetFieldsTest {

    private static byte[] text(String manager) {
        return "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"%s\\\"}\":{\".\":{},\"f:image\":{}}}}}".formatted(manager)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theSameTextIsReadOnce() throws Exception {
        assertSame(MetFields.read(text("one")), MetFields.read(text("one")));
    }

    @Test
    void textsThatDifferGiveSetsThatDiffer() throws Exception {
        for (String name : new String[] {"Aa", "BB", "two"}) {
            assertArrayEquals(text(name), MetFields.write(MetFields.read(text(name))), name);
        }
    }

    @Test
    void equalSetsAreWrittenOnce() throws Exception {
        assertSame(MetFields.write(FieldsV1.read(text("three"))), MetFields.write(FieldsV1.read(text("three"))));
    }

    @Test
    void whatIsNoSetIsRefusedEachTime() {
        byte[] broken = "[]".getBytes(StandardCharsets.UTF_8);
        assertThrows(FieldsV1.Malformed.class, () -> MetFields.read(broken));
        assertThrows(FieldsV1.Malformed.class, () -> MetFields.read(broken));
    }

    /// Somebody who writes another text each time takes no more than the room that there is.
    @Test
    void whatIsRememberedIsBounded() {
        Recent<Integer, FieldSet> recent = new Recent<>(10, 1000);
        for (int i = 0; i < 1000; i++) {
            recent.keep(i, FieldSet.EMPTY, 1);
            assertTrue(recent.size() <= 20, recent.size() + " entries");
        }
        assertSame(FieldSet.EMPTY, recent.find(999));
        assertNull(recent.find(0));

        Recent<Integer, FieldSet> small = new Recent<>(1000, 100);
        for (int i = 0; i < 1000; i++) {
            small.keep(i, FieldSet.EMPTY, 60);
        }
        assertEquals(2, small.size());
    }

    @Test
    void whatIsAskedForAgainStays() {
        Recent<Integer, FieldSet> recent = new Recent<>(10, 1000);
        for (int i = 0; i < 1000; i++) {
            recent.keep(i, FieldSet.EMPTY, 1);
            assertSame(FieldSet.EMPTY, recent.find(i == 0 ? 0 : i - i % 5));
        }
    }
}
