package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrollbackTest {

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void itKeepsTheLastBytesUnderTheirNumbers() {
        Scrollback scrollback = new Scrollback(4);
        scrollback.add("abc".getBytes(StandardCharsets.US_ASCII));
        scrollback.add("def".getBytes(StandardCharsets.US_ASCII));

        assertEquals(2, scrollback.start());
        assertEquals(6, scrollback.end());
        assertEquals("cdef", text(scrollback.read(2, 100)));
        assertEquals("de", text(scrollback.read(3, 2)));
    }

    @Test
    void whateverPiecesItComesInItsEndIsTheEndOfTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Scrollback scrollback = new Scrollback(37);
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            StringBuilder piece = new StringBuilder();
            for (int length = random.nextInt(90); length > 0; length--) {
                piece.append((char) ('a' + random.nextInt(26)));
            }
            scrollback.add(piece.toString().getBytes(StandardCharsets.US_ASCII));
            whole.append(piece);
            assertEquals(whole.length(), scrollback.end());
            assertEquals(whole.substring((int) scrollback.start()), text(scrollback.read(scrollback.start(), 100)), "seed " + seed);
        }
    }
}
