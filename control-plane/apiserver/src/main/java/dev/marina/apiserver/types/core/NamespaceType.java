package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import java.util.Map;

/// Namespaces begin Active with the finalizer `kubernetes` in their spec, beside those that were given; only `finalize` changes that list.
/// pkg/registry/core/namespace/strategy.go
public final class NamespaceType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Namespace", "namespaces").clusterScoped().shortNames("ns")
            .named(NameRule.DNS_LABEL)
            .strategy(new NamespaceType()).status()
            .subresource("finalize", new GroupVersionKind("", "v1", "Namespace"), "update")
            .columns(name(), text("Status", object -> object.text("status", "phase")), age())
            .build();

    private static final String FINALIZER = "kubernetes";

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> {
            root.withObjectProperty("metadata").withObjectProperty("labels").put("kubernetes.io/metadata.name", submitted.name());
            ArrayNode finalizers = root.withObjectProperty("spec").withArrayProperty("finalizers");
            if (finalizers.valueStream().noneMatch(finalizer -> finalizer.asText().equals(FINALIZER))) {
                finalizers.add(FINALIZER);
            }
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
