package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeardTest {

    @Test
    void whatIsNeitherASizeNorAPlaceIsNothing() {
        assertEquals(Optional.of(new Heard.Shown(5)), Heard.of("{\"shown\":5}"));
        assertEquals(Optional.of(new Heard.Size(80, 24)), Heard.of("{\"columns\":80,\"rows\":24}"));
        for (String bad : new String[] {"", "[", "{}", "7", "{\"columns\":-1,\"rows\":24}", "{\"columns\":80,\"rows\":100000}", "{\"shown\":1e99}",
                "{\"shown\":\"5\"}"}) {
            assertEquals(Optional.empty(), Heard.of(bad), bad);
        }
    }
}
