package dev.marina.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Adds the groups and versions of further APIs to what the server itself has to say of its own. Pure.
/// kube-aggregator's pkg/apiserver/handler_apis.go and handler_discovery.go
final class MergedDiscovery {

    private MergedDiscovery() {}

    /// @param local an APIGroupList
    static Document groups(Document local, List<ExtensionApi> apis) {
        return local.edited(root -> apis.forEach(api -> version(named(root.withArray("/groups"), "/name", api.group()), api)));
    }

    /// An APIGroup; empty where there is none.
    static Optional<Document> group(Optional<Document> local, String group, List<ExtensionApi> apis) {
        List<ExtensionApi> own = apis.stream().filter(api -> api.group().equals(group)).toList();
        if (own.isEmpty()) {
            return local;
        }
        Document begun = local.orElseGet(() -> Document.empty().edited(root -> root.put("kind", "APIGroup").put("apiVersion", "v1").put("name", group)));
        return Optional.of(begun.edited(root -> own.forEach(api -> version(root, api))));
    }

    /// The first version of a group is preferred.
    private static void version(ObjectNode group, ExtensionApi api) {
        ArrayNode versions = group.withArray("/versions");
        if (versions.valueStream().noneMatch(version -> version.path("version").asText().equals(api.version()))) {
            versions.addObject().put("groupVersion", api.groupVersion()).put("version", api.version());
        }
        if (!group.has("preferredVersion")) {
            group.set("preferredVersion", versions.get(0).deepCopy());
        }
    }

    /// @param local an APIGroupDiscoveryList
    /// @param resources the APIResourceList of an API; empty where nobody knows it
    static Document aggregated(Document local, List<ExtensionApi> apis, Function<ExtensionApi, Optional<JsonNode>> resources) {
        return local.edited(root -> apis.forEach(api -> {
            ArrayNode versions = named(root.withArray("/items"), "/metadata/name", api.group()).withArray("/versions");
            remove(versions, api.version());
            ObjectNode version = versions.addObject().put("version", api.version());
            Optional<JsonNode> list = resources.apply(api);
            list.ifPresent(known -> resources(version.putArray("resources"), known.path("resources"), api));
            version.put("freshness", list.isPresent() ? "Current" : "Stale");
        }));
    }

    /// @param local the index of OpenAPI documents
    /// @param addresses of further ones
    static Document openApi(Document local, Map<String, String> addresses) {
        return local.edited(root -> addresses.forEach((path, address) -> root.withObjectProperty("paths").putObject(path).put("serverRelativeURL", address)));
    }

    private static void remove(ArrayNode versions, String name) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).path("version").asText().equals(name)) {
                versions.remove(i);
            }
        }
    }

    /// The one of this name, made unless it is there.
    private static ObjectNode named(ArrayNode list, String pointer, String name) {
        for (JsonNode each : list) {
            if (each.at(pointer).asText().equals(name)) {
                return (ObjectNode) each;
            }
        }
        ObjectNode added = list.addObject();
        ObjectNode holder = pointer.equals("/name") ? added : added.putObject("metadata");
        holder.put("name", name);
        return added;
    }

    /// `pods/status` stands below `pods` in this form.
    private static void resources(ArrayNode into, JsonNode list, ExtensionApi api) {
        Map<String, ObjectNode> byName = new LinkedHashMap<>();
        for (JsonNode each : list) {
            String name = each.path("name").asText();
            if (!name.contains("/")) {
                ObjectNode resource = into.addObject().put("resource", name);
                kind(resource.putObject("responseKind"), each, api);
                resource.put("scope", each.path("namespaced").asBoolean() ? "Namespaced" : "Cluster").put("singularResource",
                        each.path("singularName").asText());
                texts(resource, "verbs", each.path("verbs"));
                texts(resource, "shortNames", each.path("shortNames"));
                texts(resource, "categories", each.path("categories"));
                byName.put(name, resource);
            }
        }
        for (JsonNode each : list) {
            String[] parts = each.path("name").asText().split("/", 2);
            if (parts.length == 2 && byName.containsKey(parts[0])) {
                ObjectNode subresource = byName.get(parts[0]).withArray("/subresources").addObject().put("subresource", parts[1]);
                kind(subresource.putObject("responseKind"), each, api);
                texts(subresource, "verbs", each.path("verbs"));
            }
        }
    }

    private static void kind(ObjectNode node, JsonNode resource, ExtensionApi api) {
        node.put("group", resource.path("group").asText(api.group())).put("version", resource.path("version").asText(api.version()))
                .put("kind", resource.path("kind").asText());
    }

    private static void texts(ObjectNode node, String field, JsonNode values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(field);
            values.forEach(value -> array.add(value.asText()));
        }
    }
}
