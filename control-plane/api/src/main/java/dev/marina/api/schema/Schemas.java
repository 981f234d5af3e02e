package dev.marina.api.schema;

import java.util.Map;

/// Named schemas, for resolving [Schema.Ref].
public record Schemas(Map<String, Schema> byName) {

    public Schemas {
        byName = Map.copyOf(byName);
    }

    /// Follows references until a shape; throws [IllegalStateException] for a name that is not there.
    public Schema resolve(Schema schema) {
        Schema current = schema;
        while (current instanceof Schema.Ref ref) {
            current = byName.get(ref.name());
            if (current == null) {
                throw new IllegalStateException("no schema is named " + ref.name());
            }
        }
        return current;
    }
}
