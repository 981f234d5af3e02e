package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    @Test
    void linesBecomeVariablesAndVariablesLines() {
        String lines = "A=b=c\nURL=https://me@host/path\nEMPTY=\nP@db/password";

        assertEquals("[{\"name\":\"A\",\"value\":\"b=c\"},{\"name\":\"URL\",\"value\":\"https://me@host/path\"},{\"name\":\"EMPTY\",\"value\":\"\"},"
                + "{\"name\":\"P\",\"secret\":{\"name\":\"db\",\"key\":\"password\"}}]", Environment.of(lines).toString());
        assertEquals(lines, Environment.lines(Environment.of(lines)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "=b", "A=1\nA=2", "P@db", "P@/key", "A B=c"})
    void whatIsNoVariableIsRefused(String lines) {
        assertThrows(IllegalArgumentException.class, () -> Environment.of(lines));
    }

    @Test
    void wordsAreSplitAsAShellWould() {
        assertEquals(List.of("sh", "-c", "echo a  b", "it's", ""), Words.of("sh -c 'echo a  b' \"it's\" ''"));
        assertEquals(List.of("a b"), Words.of("a\\ b"));
        assertEquals(List.of(), Words.of("  "));
        assertThrows(IllegalArgumentException.class, () -> Words.of("'open"));
    }
}
