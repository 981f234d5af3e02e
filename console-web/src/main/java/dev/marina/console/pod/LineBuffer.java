package dev.marina.console.pod;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Lines between a log that may be fast and a browser that may be slow. Bounded: the oldest lines go, and are counted.
final class LineBuffer {

    private static final int MOST_LINES = 2_000;

    /// Guarded by this.
    private final Deque<String> lines = new ArrayDeque<>();
    private String lastNote = "";
    private int dropped;

    /// @param line of bounded length, as [LogLines] gives it
    synchronized void add(String line) {
        lines.addLast(line);
        lastNote = "";
        if (lines.size() > MOST_LINES) {
            lines.removeFirst();
            dropped++;
        }
    }

    /// Something to say about the log itself; the same thing only once in a row.
    synchronized void note(String text) {
        String note = "— " + text + " —";
        if (!note.equals(lastNote)) {
            add(note);
            lastNote = note;
        }
    }

    /// All lines since the last call, as one text; empty when there are none.
    synchronized Optional<String> take() {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String text = String.join("\n", lines) + "\n";
        String gap = dropped == 0 ? "" : "— " + dropped + " lines left out —\n";
        lines.clear();
        dropped = 0;
        return Optional.of(gap + text);
    }
}
