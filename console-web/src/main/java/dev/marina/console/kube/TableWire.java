package dev.marina.console.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.feed.Column;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.TableSource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Reads the API's tables (meta.k8s.io/v1 Table with PartialObjectMetadata rows), one row at a time: a page of rows with large
/// annotations is never held whole.
final class TableWire {

    static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final ObjectMapper JSON = new ObjectMapper();
    /// What a page shows of a cell; the whole text stands in the object.
    private static final int CELL_CHARACTERS = 512;
    private static final int MOST_LABELS = 32;

    private TableWire() {}

    static TableSource.Page page(InputStream body, Consumer<Row> rows) throws IOException {
        List<Column> columns = new ArrayList<>();
        String version = "";
        String token = "";
        long remaining = -1;
        try (JsonParser parser = JSON.createParser(body)) {
            expect(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "metadata" -> {
                        JsonNode metadata = parser.readValueAsTree();
                        version = metadata.path("resourceVersion").asText();
                        token = metadata.path("continue").asText();
                        remaining = metadata.path("remainingItemCount").asLong(-1);
                    }
                    case "columnDefinitions" -> {
                        JsonNode definitions = parser.readValueAsTree();
                        definitions.forEach(one -> columns.add(new Column(one.path("name").asText(), one.path("type").asText(), one.path("priority").asInt())));
                    }
                    case "rows" -> {
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            rows.accept(row(parser.readValueAsTree()));
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
        }
        return new TableSource.Page(columns, version, token, remaining);
    }

    private static void expect(JsonParser parser, JsonToken wanted) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != wanted) {
            throw new IOException("the API's answer is no table: it begins with " + token);
        }
    }

    /// Changes until the body ends.
    static void changes(InputStream body, Consumer<TableSource.Change> changes) throws IOException {
        try (var events = JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
            while (events.hasNextValue()) {
                change(events.nextValue(), changes);
            }
        }
    }

    private static void change(JsonNode event, Consumer<TableSource.Change> changes) {
        JsonNode object = event.path("object");
        String type = event.path("type").asText();
        if (type.equals("ERROR")) {
            throw new TableSource.Refusal(object.path("code").asInt(500), object.path("message").asText());
        }
        JsonNode one = object.path("kind").asText().equals("Table") ? object.path("rows").path(0) : object;
        JsonNode metadata = one.path("object").path("metadata").isMissingNode() ? one.path("metadata") : one.path("object").path("metadata");
        String version = metadata.path("resourceVersion").asText(object.path("metadata").path("resourceVersion").asText());
        changes.accept(switch (type) {
            case "BOOKMARK" -> new TableSource.Change.Bookmark(version);
            case "DELETED" -> new TableSource.Change.Gone(metadata.path("uid").asText(), version);
            default -> new TableSource.Change.Put(row(one), type.equals("ADDED"), version);
        });
    }

    private static Row row(JsonNode row) {
        JsonNode metadata = row.path("object").path("metadata");
        List<String> cells = new ArrayList<>();
        row.path("cells").forEach(cell -> cells.add(text(cell)));
        return Row.of(metadata.path("uid").asText(), metadata.path("namespace").asText(""), metadata.path("name").asText(), cells,
                instant(metadata.path("creationTimestamp")), labels(metadata.path("labels")), owner(metadata.path("ownerReferences")));
    }

    private static String text(JsonNode cell) {
        String text = cell.isNull() ? "" : cell.isValueNode() ? cell.asText() : cell.toString();
        return text.length() > CELL_CHARACTERS ? text.substring(0, CELL_CHARACTERS) + "…" : text;
    }

    private static Instant instant(JsonNode time) {
        try {
            return time.isTextual() ? Instant.parse(time.asText()) : null;
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static Map<String, String> labels(JsonNode labels) {
        Map<String, String> kept = new LinkedHashMap<>();
        labels.properties().stream().limit(MOST_LABELS).forEach(label -> kept.put(label.getKey(), label.getValue().asText()));
        return kept;
    }

    /// The controller, if there is one, else the first owner.
    private static String owner(JsonNode owners) {
        JsonNode chosen = owners.path(0);
        for (JsonNode owner : owners) {
            if (owner.path("controller").asBoolean()) {
                chosen = owner;
            }
        }
        return chosen.isMissingNode() ? "" : chosen.path("kind").asText() + "/" + chosen.path("name").asText();
    }
}
