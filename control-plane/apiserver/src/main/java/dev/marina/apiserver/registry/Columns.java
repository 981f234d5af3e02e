package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Short spellings of columns.
public final class Columns {

    private Columns() {}

    public static Column name() {
        return name(object -> object.name());
    }

    public static Column name(Column.Value value) {
        return new Column("Name", "string", "name", "Name must be unique within a namespace. Is required when creating resources.", 0, value);
    }

    public static Column age() {
        return new Column("Age", "string", "", "CreationTimestamp is a timestamp representing the server time when this object was created.", 0,
                object -> age(object.text("metadata", "creationTimestamp")));
    }

    /// A cell that says how long ago this was.
    public static Column.Moving age(String timestamp) {
        return now -> Ages.since(timestamp, now);
    }

    public static Column text(String name, Column.Value value) {
        return new Column(name, "string", "", name, 0, value);
    }

    /// Shown with `-o wide` only.
    public static Column wide(String name, Column.Value value) {
        return new Column(name, "string", "", name, 1, value);
    }

    public static Column flag(String name, Predicate<Document> value) {
        return new Column(name, "boolean", "", name, 0, value::test);
    }

    public static Column number(String name, ToLongFunction<Document> value) {
        return new Column(name, "integer", "", name, 0, object -> value.applyAsLong(object));
    }
}
