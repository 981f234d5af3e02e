package dev.marina.console.kind;

import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.mvysny.kaributesting.v10.GridKt;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.grid.Grid;
import dev.marina.console.FakePlatform;
import dev.marina.console.feed.Column;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowGridTest {

    private static final List<Column> COLUMNS = List.of(new Column("Name", "string", 0), new Column("Ready", "string", 0), new Column("Status", "string", 0),
            new Column("IP", "string", 1));
    private FakePlatform platform;
    private RowGrid rows;
    private Grid<Row> grid;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void open() throws Exception {
        platform = new FakePlatform();
        platform.open();
        rows = new RowGrid(new KindRef("", "v1", "pods"), row -> "/to/" + row.key());
        UI.getCurrent().add(rows);
        grid = _get(rows, Grid.class);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static Row pod(String namespace, String name, String status) {
        return Row.of("uid-" + namespace + name, namespace, name, List.of(name, "1/1", status, "10.0.0.1"), Instant.EPOCH, Map.of(), "");
    }

    private void show(FeedState state, long unseen, Row... shown) {
        rows.show(new Rows(COLUMNS, List.of(shown), state, unseen));
    }

    @Test
    void columnsAreTheApisOwnWithoutTheWideOnes() {
        show(new FeedState.Live(), 0, pod("shop", "a", "Running"));

        assertEquals(4, grid.getColumns().size(), "name, namespace, ready, status");
        assertEquals(1, GridKt._size(grid));
    }

    @Test
    void aChangedRowStaysInItsPlaceAndColumnsStay() {
        Row b = pod("shop", "b", "Running");
        show(new FeedState.Live(), 0, pod("shop", "a", "Pending"), b);
        var columns = List.copyOf(grid.getColumns());

        show(new FeedState.Live(), 0, pod("shop", "a", "Running"), b);

        assertEquals(List.of("a", "b"), rows.rows().stream().map(Row::name).toList());
        assertEquals("Running", rows.rows().getFirst().cells().get(2));
        assertSame(columns.getFirst(), grid.getColumns().getFirst());
    }

    @Test
    void itsFilterHoldsForWhatComesLater() {
        rows.narrow(new Scope("", "web"));
        show(new FeedState.Live(), 0, pod("shop", "web-1", "Running"), pod("shop", "db-1", "Running"));
        show(new FeedState.Live(), 0, pod("shop", "web-1", "Running"), pod("shop", "db-1", "Running"), pod("shop", "web-2", "Running"));

        assertEquals(List.of("web-1", "web-2"), rows.rows().stream().map(Row::name).toList());
        assertEquals("2 / 3", rows.count().getText());
    }

    @Test
    void itSaysWhenItIsNotLiveAndKeepsWhatWasSeen() {
        show(new FeedState.Live(), 0, pod("shop", "a", "Running"));
        assertEquals("live", rows.state().getElement().getAttribute("data-state"));

        show(new FeedState.Reconnecting(Instant.now(), "reset"), 0, pod("shop", "a", "Running"));

        assertEquals("reconnecting", rows.state().getElement().getAttribute("data-state"));
        assertEquals(1, rows.rows().size());
    }

    @Test
    void itSaysWhatItDoesNotShow() {
        show(new FeedState.Live(), 4_000, pod("shop", "a", "Running"));

        assertEquals("1 / 4001", rows.count().getText());
        assertTrue(rows.getChildren().findFirst().orElseThrow().isVisible());
    }

    @Test
    void aRefusalIsNotAnEmptyList() {
        show(new FeedState.Refused(403, "pods is forbidden"), 0);

        assertEquals("refused", rows.state().getElement().getAttribute("data-state"));
        assertTrue(grid.getEmptyStateText().contains("live.unknown") || grid.getEmptyStateText().equals("Unknown"));
    }
}
