package dev.marina.apiserver.types;

import dev.marina.api.Document;
import java.util.Map;

/// Namespaces begin Active with the finalizer `kubernetes` in their spec; only `finalize` changes that list.
/// pkg/registry/core/namespace/strategy.go
final class NamespaceStrategy extends StatusStrategy {

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> {
            root.putObject("spec").putArray("finalizers").add("kubernetes");
            root.putObject("status").put("phase", "Active");
        });
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return super.prepareForUpdate(submitted, stored).with(stored.at("spec"), "spec");
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("status.phase", object.text("status", "phase"));
    }
}
