package dev.marina.console.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private static LogLines of(String text) {
        return new LogLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void linesEndWithTheirNewlineOrWithTheLog() throws IOException {
        LogLines lines = of("eins\n\nzwölf\ndrei");

        assertEquals("eins", lines.read());
        assertEquals("", lines.read());
        assertEquals("zwölf", lines.read());
        assertEquals("drei", lines.read());
        assertNull(lines.read());
    }

    @Test
    void aLineWithoutEndTakesNoMoreThanItsBound() throws IOException {
        long endless = 200L << 20;
        InputStream log = new InputStream() {
            private long written;

            @Override
            public int read() {
                written++;
                return written <= endless ? 'x' : written == endless + 1 ? '\n' : -1;
            }
        };

        String line = new LogLines(log).read();

        assertEquals(LogLines.LONGEST + 1, line.length());
    }
}
