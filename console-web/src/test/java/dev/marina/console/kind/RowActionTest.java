package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowActionTest {

    private static List<String> offered(Set<String> verbs, Set<String> subresources) {
        Kind kind = new Kind(new KindRef("stable.example.com", "v1", "crontabs"), "CronTab", true, verbs, List.of(), subresources);
        return RowAction.ALL.stream().filter(action -> action.fits(kind)).map(action -> action.getClass().getSimpleName()).toList();
    }

    @Test
    void whatMayBeDoneIsWhatTheClusterServesForTheKind() {
        assertEquals(List.of("ScaleAction", "DeleteAction"), offered(Set.of("get", "delete"), Set.of("status", "scale")));
        assertEquals(List.of("DeleteAction"), offered(Set.of("get", "delete"), Set.of("status")));
        assertEquals(List.of(), offered(Set.of("get", "list"), Set.of()));
    }
}
