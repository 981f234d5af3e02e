package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final List<String> ALL = List.of("a", "b", "c", "d", "e");

    @Test
    void followedToItsEndAListIsSeenWholeAndOnce() {
        List<String> seen = new ArrayList<>();
        String after = "";
        while (after != null) {
            Page<String> page = Page.ofWhole(ALL, new PageRequest(2, after), Function.identity(), Function.identity());
            seen.addAll(page.items());
            after = page.next();
        }

        assertEquals(ALL, seen);
    }

    @Test
    void aListThatJustFitsHasNoPageAfterIt() {
        assertEquals(new Page<>(ALL, null), Page.of(ALL, new PageRequest(5, ""), Function.identity(), Function.identity()));
    }

    @Test
    void theNextPageIsNamedInJsonAsContinue() {
        assertEquals("{\"continue\":\"a\",\"items\":[\"a\"]}", JsonText.of(new Page<>(List.of("a"), "a")));
        assertEquals("{\"items\":[]}", JsonText.of(new Page<>(List.of(), null)));
    }

    @Test
    void whatNoPageEndedWithIsRefused() {
        assertThrows(ProblemException.class, new PageRequest(5, "no number")::before);
    }
}
