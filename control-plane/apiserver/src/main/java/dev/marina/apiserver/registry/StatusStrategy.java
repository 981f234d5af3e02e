package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import dev.marina.apiserver.fieldset.FieldSet;

/// What is common to types with a status: the main resource does not write it. Strategies with more to do extend this.
public class StatusStrategy implements ResourceStrategy {

    private static final FieldSet STATUS = FieldSet.fields("status");
    private static final FieldSet SPEC = FieldSet.fields("spec");

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.without("status");
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return stored.has("status") ? submitted.with(stored.at("status"), "status") : submitted.without("status");
    }

    @Override
    public FieldSet resetFields(String subresource) {
        return switch (subresource) {
            case "" -> STATUS;
            case "status" -> SPEC;
            default -> FieldSet.EMPTY;
        };
    }
}
