package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AcceptTest {

    private static List<Accept> of(String... headers) {
        return Accept.of(new Headers(Map.of("accept", List.of(headers))));
    }

    @Test
    void theHeaviestComesFirstAndEqualsKeepTheirOrder() {
        assertEquals(List.of("b/b", "c/c", "a/a"), of("a/a;q=0.5, b/b", "c/c").stream().map(Accept::type).toList());
    }

    @Test
    void parametersAreKeptWithoutTheWeight() {
        assertEquals(List.of(new Accept("application/json", List.of("as=table", "v=v1"), 0.9)), of("application/json;as=Table;v=v1;q=0.9"));
    }

    @Test
    void rangesTakeWhatLiesInThem() {
        assertTrue(of("*/*").getFirst().takes("application/json"));
        assertTrue(of("application/*").getFirst().takes("application/json"));
        assertFalse(of("application/*").getFirst().takes("text/plain"));
        assertFalse(of("application/yaml").getFirst().takes("application/json"));
    }

    @Test
    void whoSaysNothingHasNoRanges() {
        assertEquals(List.of(), Accept.of(Headers.NONE));
    }
}
