package dev.marina.console.feed;

import static dev.marina.console.feed.ScriptedSource.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowDiffTest {

    @Test
    void saysWhatCameWentAndChanged() {
        Row a = row("a", "Running");
        Row b = row("b", "Pending");
        Row changed = row("b", "Running");
        Row c = row("c", "Pending");

        RowDiff diff = RowDiff.between(List.of(a, b), List.of(changed, c));

        assertEquals(new RowDiff(List.of(c), List.of(changed), List.of("uid-a")), diff);
    }

    @Test
    void equalRowsHaveNotChanged() {
        assertEquals(new RowDiff(List.of(), List.of(), List.of()), RowDiff.between(List.of(row("a", "Running")), List.of(row("a", "Running"))));
    }

    @Test
    void anotherObjectOfTheSameNameIsAnotherRow() {
        Row again = Row.of("uid-2", "default", "a", List.of("a", "Running"), null, java.util.Map.of(), "");

        RowDiff diff = RowDiff.between(List.of(row("a", "Running")), List.of(again));

        assertTrue(!diff.sameRows());
        assertEquals(List.of("uid-a"), diff.removed());
    }
}
