package dev.marina.apiserver.registry;

import dev.marina.api.Document;

/// What is common to types with a status: the main resource does not write it. Strategies with more to do extend this.
public class StatusStrategy implements ResourceStrategy {

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.without("status");
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return stored.has("status") ? submitted.with(stored.at("status"), "status") : submitted.without("status");
    }
}
