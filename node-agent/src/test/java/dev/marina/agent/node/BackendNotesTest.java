package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.Backend;
import dev.marina.net.BackendState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackendNotesTest {

    @Test
    void ofManyRoutesTheFirstAreSaidAndHowManyMoreThereAre() {
        List<String> routes = IntStream.range(0, 249).mapToObj("10.244.%d.0/24 via 100.64.0.9 dev seg0"::formatted).toList();

        String said = BackendNotes.of(new BackendState(Backend.HOST_GW, Backend.HOST_GW, BackendState.RUNNING, "", routes, List.of())).get(BackendNotes.ROUTES);

        assertEquals(65, said.lines().count());
        assertTrue(said.endsWith("and 185 more"), said);
    }
}
