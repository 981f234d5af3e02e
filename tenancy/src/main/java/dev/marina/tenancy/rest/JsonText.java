package dev.marina.tenancy.rest;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

/// How records become JSON and JSON records.
final class JsonText {

    static final Jsonb JSONB = JsonbBuilder.create();

    private JsonText() {}

    /// An answer's body as it is sent.
    static String of(Object entity) {
        return entity instanceof String text ? text : JSONB.toJson(entity);
    }
}
