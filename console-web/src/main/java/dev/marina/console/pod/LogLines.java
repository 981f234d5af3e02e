package dev.marina.console.pod;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/// Splits a log into lines of bounded length: a container may write for ever without ending one. What is cut off is not kept.
final class LogLines {

    static final int LONGEST = 10_000;

    private final Reader reader;
    private final char[] chunk = new char[8_192];
    private int next;
    private int end;

    LogLines(InputStream log) {
        this.reader = new InputStreamReader(log, StandardCharsets.UTF_8);
    }

    /// Null at the end. Blocks until a line has ended.
    String read() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean cut = false;
        while (true) {
            if (next == end) {
                end = reader.read(chunk);
                next = 0;
                if (end < 0) {
                    end = 0;
                    return line.isEmpty() ? null : text(line, cut);
                }
            }
            char one = chunk[next++];
            if (one == '\n') {
                return text(line, cut);
            }
            if (line.length() < LONGEST) {
                line.append(one);
            } else {
                cut = true;
            }
        }
    }

    private static String text(StringBuilder line, boolean cut) {
        return cut ? line + "…" : line.toString();
    }
}
