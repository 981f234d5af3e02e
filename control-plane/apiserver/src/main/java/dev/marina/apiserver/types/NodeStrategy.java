package dev.marina.apiserver.types;

import dev.marina.api.Document;
import java.util.Map;

/// A Node may be created with its status: that is how an agent registers. pkg/registry/core/node/strategy.go
final class NodeStrategy extends StatusStrategy {

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.unschedulable", Boolean.toString(object.at("spec", "unschedulable").asBoolean()));
    }
}
