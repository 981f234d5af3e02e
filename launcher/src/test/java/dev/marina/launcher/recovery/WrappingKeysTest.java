package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class WrappingKeysTest {
    private static final String OLD = "0a0b0c0d0e0f AAAA\n";
    private static final String NEW = "1a1b1c1d1e1f BBBB\n";

    @Test
    void aFileWithMoreKeysIsAsGood() {
        assertEquals(List.of(), WrappingKeys.missing(WrappingKeys.sums(OLD), WrappingKeys.sums(NEW + OLD)));
    }

    @Test
    void keysOfAfterARotationAreNotThoseOfBefore() {
        assertEquals(List.of("0a0b0c0d0e0f"), WrappingKeys.missing(WrappingKeys.sums(OLD), WrappingKeys.sums(NEW)));
    }

    @Test
    void anotherKeyUnderTheSameIdIsNotIt() {
        assertEquals(List.of("0a0b0c0d0e0f"), WrappingKeys.missing(WrappingKeys.sums(OLD), WrappingKeys.sums(OLD.replace('A', 'C'))));
    }

    @Test
    void sumsTellNothingOfKeys() {
        Map<String, String> sums = WrappingKeys.sums(OLD);

        assertFalse(sums.toString().contains("AAAA"), sums.toString());
    }
}
