package dev.marina.console.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MapLayoutTest {

    private static MapGraph pods(String... names) {
        Map<MapKind, Rows> lists = new HashMap<>(Maps.shop());
        List<Row> rows = new ArrayList<>();
        List.of(names).forEach(name -> rows.add(Maps.pod(name, "ReplicaSet/web-1", "Running", "n1")));
        lists.put(Maps.kind("Pod"), Maps.rows(Maps.POD_COLUMNS, rows.toArray(Row[]::new)));
        return MapGraph.of(lists, Map.of());
    }

    @Test
    void everythingStandsInTheColumnOfItsKindAndNothingOnAnother() {
        MapLayout layout = MapLayout.of(pods("a", "b", "c"), MapLayout.EMPTY);
        assertEquals(new MapLayout.Place(2, 0), layout.places().get("deployments/web"));
        assertEquals(4, layout.places().get("pods/a").column());
        assertEquals(layout.places().size(), new HashSet<>(layout.places().values()).size());
    }

    @Test
    void whatComesAndGoesMovesNothingElse() {
        MapLayout before = MapLayout.of(pods("b", "d"), MapLayout.EMPTY);
        MapLayout after = MapLayout.of(pods("a", "b", "c", "d"), before);
        before.places().forEach((id, place) -> assertEquals(place, after.places().get(id), id));
        MapLayout fewer = MapLayout.of(pods("c", "d"), after);
        assertEquals(after.places().get("pods/d"), fewer.places().get("pods/d"));
        assertEquals(after.places().get("pods/c"), fewer.places().get("pods/c"));
    }

    @Test
    void aFreePlaceIsTakenAgainByTheNextThatComes() {
        MapLayout before = MapLayout.of(pods("a", "b"), MapLayout.EMPTY);
        MapLayout after = MapLayout.of(pods("b", "z"), before);
        assertEquals(before.places().get("pods/a"), after.places().get("pods/z"));
    }

    @Test
    void theSameGraphIsArrangedTheSame() {
        assertEquals(MapLayout.of(pods("a", "b"), MapLayout.EMPTY), MapLayout.of(pods("b", "a"), MapLayout.EMPTY));
    }

    @Test
    void allOfAFullMapHaveAPlace() {
        String[] names = new String[300];
        for (int i = 0; i < names.length; i++) {
            names[i] = "p" + i;
        }
        MapGraph graph = pods(names);
        MapLayout layout = MapLayout.of(graph, MapLayout.EMPTY);
        assertTrue(graph.items().stream().allMatch(item -> layout.places().containsKey(item.id())));
    }
}
