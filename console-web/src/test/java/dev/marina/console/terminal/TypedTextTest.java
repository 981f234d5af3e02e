package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypedTextTest {

    private final TypedText text = new TypedText();

    @Test
    void whatMaySetSomethingOffIsRecordedBeforeAndAllThatStandsBeforeItWithIt() {
        assertEquals(List.of(), text.add("kubectl "));
        assertEquals(List.of(), text.add("get pods"));
        assertEquals(List.of("kubectl get pods⏎"), text.add("\r"));
        assertEquals(List.of("^C"), text.add("\u0003"));
        assertTrue(text.isEmpty());
    }

    @Test
    void keysThatAreNoSignsAreWordsAndNothingTurnsTheDirection() {
        assertEquals(List.of("␛[A⌫<0085><202e>^A"), text.add("\u001b[A\u007f\u0085\u202e\u0001"));
    }

    @Test
    void muchIsRecordedInPiecesThatBreakNoSign() {
        List<String> pieces = text.add("😀".repeat(150));

        assertEquals(List.of(TypedText.MOST, 100), pieces.stream().map(String::length).toList());
        assertEquals("😀".repeat(150), String.join("", pieces));
    }

    @Test
    void whatIsLeftIsTakenOnce() {
        text.add("y");
        assertEquals(List.of("y"), text.take());
        assertEquals(List.of(), text.take());
    }
}
