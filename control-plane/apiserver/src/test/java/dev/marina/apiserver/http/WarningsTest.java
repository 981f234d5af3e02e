package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Warnings repeat what a client wrote, in a header.
class WarningsTest {

    private static final ApiResponse.Bytes ANSWER = ApiResponse.json(200, new byte[0]);

    private static String warned(List<String> texts) {
        ApiResponse.Bytes answer = ANSWER;
        for (String text : texts) {
            answer = answer.warning(text);
        }
        return answer.headers().getOrDefault("warning", "");
    }

    @Test
    void whatWouldEndTheHeaderIsNoWarning() {
        assertEquals("299 - \"fine\"", warned(List.of("unknown field \"a\r\nset-cookie: b\"", "fine", "unknown field \"\u0000\"")));
    }

    @Test
    void manyAreCut() {
        String header = warned(IntStream.range(0, 1000).mapToObj(i -> "unknown field \"spec.f%d\"".formatted(i)).toList());

        assertTrue(header.length() < 5000, header);
        assertFalse(header.contains("f999"));
    }

    @Test
    void oneLongOneIsToldAsItIs() {
        assertEquals("299 - \"" + "x".repeat(4000) + "\"", warned(List.of("x".repeat(4000))));
        assertEquals("299 - \"" + "x".repeat(4000) + "\", 299 - \"" + "y".repeat(256) + "\"", warned(List.of("x".repeat(4000), "y".repeat(4000))));
    }
}
