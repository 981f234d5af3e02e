package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.LabelTerm;
import dev.marina.store.Stored;
import dev.marina.store.WatchFilter;
import java.util.Iterator;
import java.util.List;
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

    /// Objects of the type in order, all that are meant among them, and of others as few as can be told without looking at each.
    ///
    /// @param asked the namespace in the path
    Iterator<Stored> candidates(ClusterView view, ResourceDefinition definition, String asked) {
        GroupResource type = definition.stored().groupResource();
        FieldSelector indexed = indexed();
        Optional<String> name = asked.isEmpty() == definition.namespaced()
                ? Optional.empty()
                : indexed.required("metadata.name").filter(text -> !text.isEmpty());
        if (name.isPresent()) {
            return view.find(new ObjectKey(view.cluster(), type, asked, name.get())).stream().iterator();
        }
        Optional<String> node = indexed.required(NODE_NAME);
        if (node.isPresent()) {
            return view.image().listByField(type, asked, NODE_NAME, node.get()).iterator();
        }
        // The first place of a namespace comes after that of its own name with nothing behind it.
        return candidatesAfter(view, definition, asked, asked, "");
    }

    /// The same after one of them.
    Iterator<Stored> candidatesAfter(ClusterView view, ResourceDefinition definition, String asked, String namespaceBefore, String nameBefore) {
        GroupResource type = definition.stored().groupResource();
        List<LabelTerm> terms = stored ? labels.terms() : List.of();
        return terms.isEmpty()
                ? view.listAfter(type, asked, namespaceBefore, nameBefore).iterator()
                : view.labelled(type, asked, namespaceBefore, nameBefore, terms);
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
