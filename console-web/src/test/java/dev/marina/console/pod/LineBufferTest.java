package dev.marina.console.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineBufferTest {

    private final LineBuffer lines = new LineBuffer();

    @Test
    void linesComeOutOnceAsOneText() {
        lines.add("a");
        lines.add("b");

        assertEquals(Optional.of("a\nb\n"), lines.take());
        assertEquals(Optional.empty(), lines.take());
    }

    @Test
    void whenItOverflowsTheOldestGoAndAreCounted() {
        for (int i = 0; i < 2_003; i++) {
            lines.add("line-" + i);
        }

        String text = lines.take().orElseThrow();

        assertTrue(text.startsWith("— 3 lines left out —\nline-3\n"), text.substring(0, 60));
        assertTrue(text.endsWith("line-2002\n"));
    }

    @Test
    void aNoteThatIsRepeatedIsSaidOnce() {
        lines.note("not running");
        lines.note("not running");
        lines.add("started");
        lines.note("not running");

        assertEquals(Optional.of("— not running —\nstarted\n— not running —\n"), lines.take());
    }
}
