package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.ArrayList;
import java.util.List;

/// The columns that a version names. pkg/registry/customresource/tableconvertor/tableconvertor.go
final class PrinterColumns {

    private PrinterColumns() {}

    /// @param columns `additionalPrinterColumns` of a version
    static List<Column> of(JsonNode columns) {
        if (columns.isEmpty()) {
            return List.of(Columns.name(), Columns.age());
        }
        List<Column> all = new ArrayList<>(List.of(Columns.name()));
        for (JsonNode column : columns) {
            try {
                all.add(column(column, JsonPath.parse(column.path("jsonPath").asText())));
            } catch (IllegalArgumentException e) {
                // as upstream: a path that cannot be read leaves the table without columns of its own
                return List.of(Columns.name(), Columns.age());
            }
        }
        return List.copyOf(all);
    }

    private static Column column(JsonNode column, JsonPath path) {
        String type = column.path("type").asText();
        String description = column.path("description").asText();
        return new Column(column.path("name").asText(), type, column.path("format").asText(),
                description.isEmpty() ? "Custom resource definition column (in JSONPath format): " + column.path("jsonPath").asText() : description,
                column.path("priority").asInt(), object -> cell(type, path, object));
    }

    private static Object cell(String type, JsonPath path, Document object) {
        JsonNode value = path.first(object.root()).orElse(null);
        if (value == null || value.isNull()) {
            return null;
        }
        return switch (type) {
            case "string" -> value.isTextual() ? value.textValue() : value.toString();
            case "integer" -> value.isNumber() ? value.longValue() : null;
            case "number" -> value.isNumber() ? value.numberValue() : null;
            case "boolean" -> value.isBoolean() ? value.booleanValue() : null;
            case "date" -> value.isTextual() ? Columns.age(value.textValue()) : null;
            default -> null;
        };
    }
}
