package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.console.feed.Column;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.TableSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableWireTest {

    private static final String ROW = """
            {"cells":["web-1","1/1",3,null],"object":{"kind":"PartialObjectMetadata","metadata":{"name":"web-1","namespace":"shop","uid":"u1",
             "resourceVersion":"17","creationTimestamp":"2026-11-28T03:00:00Z","labels":{"app":"web"},
             "ownerReferences":[{"kind":"Thing","name":"t"},{"kind":"ReplicaSet","name":"web-5d","controller":true}]}}}""";

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPageIsReadRowByRow() throws IOException {
        List<Row> rows = new ArrayList<>();

        TableSource.Page page = TableWire.page(body("""
                {"kind":"Table","metadata":{"resourceVersion":"20","continue":"next","remainingItemCount":7},
                 "columnDefinitions":[{"name":"Name","type":"string","priority":0},{"name":"IP","type":"string","priority":1}],"rows":[%s]}""".formatted(ROW)),
                rows::add);

        assertEquals(new TableSource.Page(List.of(new Column("Name", "string", 0), new Column("IP", "string", 1)), "20", "next", 7), page);
        assertEquals(List.of(Row.of("u1", "shop", "web-1", List.of("web-1", "1/1", "3", ""), Instant.parse("2026-11-28T03:00:00Z"), Map.of("app", "web"),
                "ReplicaSet/web-5d")), rows);
    }

    @Test
    void whatIsNoTableIsAnError() {
        assertThrows(IOException.class, () -> TableWire.page(body("[]"), _ -> {}));
        assertThrows(IOException.class, () -> TableWire.page(body("{\"rows\":[{\"cells\":"), _ -> {}));
    }

    @Test
    void changesComeOneByOne() throws IOException {
        List<TableSource.Change> changes = new ArrayList<>();

        TableWire.changes(body("""
                {"type":"ADDED","object":{"kind":"Table","rows":[%1$s]}}
                {"type":"MODIFIED","object":{"kind":"Table","rows":[%1$s]}}
                {"type":"BOOKMARK","object":{"kind":"Table","metadata":{"resourceVersion":"18"},"rows":[]}}
                {"type":"DELETED","object":{"kind":"Table","rows":[%1$s]}}
                """.formatted(ROW.replace("\n", ""))), changes::add);

        assertEquals(List.of("17", "17", "18", "17"), changes.stream().map(TableSource.Change::resourceVersion).toList());
        assertEquals(List.of(true, false), changes.stream().limit(2).map(change -> ((TableSource.Change.Put) change).created()).toList());
        assertEquals(new TableSource.Change.Gone("u1", "17"), changes.getLast());
    }

    @Test
    void anErrorInAWatchIsARefusal() {
        var refusal = assertThrows(TableSource.Refusal.class, () -> TableWire.changes(body("""
                {"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old resource version"}}"""), _ -> {}));

        assertEquals(410, refusal.status());
    }

    @Test
    void largeCellsAndManyLabelsAreCut() throws IOException {
        StringBuilder labels = new StringBuilder("\"l0\":\"v\"");
        for (int i = 1; i < 1_000; i++) {
            labels.append(",\"l").append(i).append("\":\"v\"");
        }
        List<Row> rows = new ArrayList<>();

        TableWire.page(body("""
                {"rows":[{"cells":["%s"],"object":{"metadata":{"name":"a","uid":"u","labels":{%s}}}}]}""".formatted("x".repeat(100_000), labels)), rows::add);

        assertEquals(513, rows.getFirst().cells().getFirst().length());
        assertEquals(32, rows.getFirst().labels().size());
    }
}
