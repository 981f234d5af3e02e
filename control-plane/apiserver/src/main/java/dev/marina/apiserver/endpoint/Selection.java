package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.Stored;
import dev.marina.store.WatchFilter;
import java.util.Map;
import java.util.Optional;

/// Which objects of a type a list, watch or deletecollection means.
///
/// @param custom the type, where its objects may be older than the fields by which they are selected
/// @param stored whether objects are selected as they are stored
record Selection(String namespace, LabelSelector labels, FieldSelector fields, Optional<ResourceDefinition> custom, boolean stored) {

    private static final String NODE_NAME = "spec.nodeName";

    static Selection of(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        String fields = request.query().text("fieldSelector");
        // a watch may name its object in the path
        String named = target.name().isEmpty() ? fields : fields + (fields.isEmpty() ? "" : ",") + "metadata.name=" + target.name();
        FieldSelector selector = FieldSelector.parse(named);
        selector.check(definition, definition.strategy().selectable(Document.empty()).keySet());
        String namespace = definition.namespaced() ? target.namespace() : "";
        FieldSelector stored = definition.storage().map(storage -> selector.renamed(storage.storedField())).orElse(selector);
        return new Selection(namespace, LabelSelector.parse(request.query().text("labelSelector")), stored,
                Optional.of(definition).filter(type -> type.definedBy().isPresent() && !stored.everything()), !definition.converts());
    }

    boolean everything() {
        return labels.everything() && fields.everything();
    }

    boolean matches(Stored stored) {
        return inNamespace(stored) && labels.matches(stored.fields().labels()) && fields.matches(stored, values(stored));
    }

    boolean inNamespace(Stored stored) {
        return namespace.isEmpty() || stored.key().namespace().equals(namespace) || stored.key().namespace().isEmpty();
    }

    private Map<String, String> values(Stored stored) {
        Map<String, String> known = stored.fields().selectable();
        if (custom.isEmpty() || stored.opaque() || known.keySet().containsAll(custom.get().strategy().selectable(Document.empty()).keySet())) {
            return known;
        }
        return custom.get().strategy().selectable(Document.parse(stored.bytes()));
    }

    /// By what stored objects are found without looking at each.
    FieldSelector indexed() {
        return stored ? fields : FieldSelector.parse("");
    }

    /// What the window can sort out before the watcher sees it.
    WatchFilter windowFilter() {
        return indexed().required(NODE_NAME).map(node -> new WatchFilter(namespace, NODE_NAME, node)).orElse(WatchFilter.in(namespace));
    }
}
