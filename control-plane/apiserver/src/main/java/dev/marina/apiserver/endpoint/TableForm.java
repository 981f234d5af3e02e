package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/// Writes Tables of `meta.k8s.io`.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
final class TableForm {

    private final String apiVersion;
    private final List<Column> columns;
    private final Instant now;

    TableForm(String apiVersion, List<Column> columns, Instant now) {
        this.apiVersion = apiVersion;
        this.columns = columns;
        this.now = now;
    }

    /// @param object JSON of what stands beside the cells, or ""
    record Row(List<Object> cells, String object) implements SharedForms.Sized {
        @Override
        public long size() {
            return object.length() + 48L * cells.size();
        }
    }

    /// @param object "" for none
    Row row(Document stored, String object) {
        return new Row(columns.stream().map(column -> column.value().of(stored)).toList(), object);
    }

    byte[] write(Iterable<Row> rows, String version, Continuation rest, boolean withColumns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Document.mapper().getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("kind", "Table");
            json.writeStringField("apiVersion", apiVersion);
            json.writeObjectFieldStart("metadata");
            json.writeStringField("resourceVersion", version);
            if (!rest.token().isEmpty()) {
                json.writeStringField("continue", rest.token());
                if (rest.remaining().isPresent()) {
                    json.writeNumberField("remainingItemCount", rest.remaining().getAsLong());
                }
            }
            json.writeEndObject();
            if (withColumns) {
                columns(json);
            } else {
                json.writeNullField("columnDefinitions");
            }
            json.writeArrayFieldStart("rows");
            for (Row row : rows) {
                row(json, row);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a table could not be written", e);
        }
        return out.toByteArray();
    }

    private void columns(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("columnDefinitions");
        for (Column column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type());
            json.writeStringField("format", column.format());
            json.writeStringField("description", column.description());
            json.writeNumberField("priority", column.priority());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void row(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("cells");
        for (Object cell : row.cells()) {
            json.writePOJO(cell instanceof Column.Moving moving ? moving.at(now) : cell);
        }
        json.writeEndArray();
        if (!row.object().isEmpty()) {
            json.writeFieldName("object");
            json.writeRawValue(row.object());
        }
        json.writeEndObject();
    }
}
