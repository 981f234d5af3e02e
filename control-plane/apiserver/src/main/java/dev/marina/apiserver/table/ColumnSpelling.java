package dev.marina.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Short spellings of columns.
final class ColumnSpelling {

    private ColumnSpelling() {}

    static Column name() {
        return new Column("Name", "string", "name",
                "Name must be unique within a namespace. Is required when creating resources.", 0, (object, _) -> object.name());
    }

    static Column age() {
        return new Column("Age", "string", "", "CreationTimestamp is a timestamp representing the server time when this object was created.", 0,
                (object, now) -> Ages.since(object.text("metadata", "creationTimestamp"), now));
    }

    static Column text(String name, Column.Value value) {
        return new Column(name, "string", "", name, 0, value);
    }

    static Column wide(String name, Column.Value value) {
        return new Column(name, "string", "", name, 1, value);
    }

    static Column number(String name, ToLongFunction<Document> value) {
        return new Column(name, "integer", "", name, 0, (object, _) -> value.applyAsLong(object));
    }

    /// `a=1,b=2` in order of keys.
    static String keys(JsonNode map) {
        return map.properties().stream().sorted(java.util.Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue().asText()).collect(Collectors.joining(","));
    }
}
