package dev.marina.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Answers `/api`, `/apis`, `/api/v1` and `/apis/<group>[/<version>]` for one registry.
public final class Discovery {

    private final ResourceRegistry registry;

    public Discovery(ResourceRegistry registry) {
        this.registry = registry;
    }

    /// `GET /api`
    public Document legacyVersions(String serverAddress) {
        return Document.empty().edited(root -> {
            root.put("kind", "APIVersions");
            root.putArray("versions").add("v1");
            root.putArray("serverAddressByClientCIDRs").addObject().put("clientCIDR", "0.0.0.0/0").put("serverAddress", serverAddress);
        });
    }

    /// `GET /apis`
    public Document groups() {
        return Document.empty().edited(root -> {
            root.put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = root.putArray("groups");
            groupNames().stream().filter(group -> !group.isEmpty()).forEach(group -> describe(groups.addObject(), group));
        });
    }

    /// `GET /apis/<group>`
    public Optional<Document> group(String group) {
        if (group.isEmpty() || !groupNames().contains(group)) {
            return Optional.empty();
        }
        return Optional.of(Document.empty().edited(root -> {
            root.put("kind", "APIGroup").put("apiVersion", "v1");
            describe(root, group);
        }));
    }

    /// `GET /api/v1`, `GET /apis/<group>/<version>`
    public Optional<Document> resources(String group, String version) {
        List<ResourceDefinition> definitions = definitions(group, version);
        if (definitions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Document.empty().edited(root -> {
            root.put("kind", "APIResourceList");
            if (!group.isEmpty()) {
                root.put("apiVersion", "v1");
            }
            root.put("groupVersion", definitions.getFirst().resource().apiVersion());
            ArrayNode resources = root.putArray("resources");
            definitions.forEach(definition -> resource(resources, definition));
        }));
    }

    private void describe(ObjectNode node, String group) {
        node.put("name", group);
        ArrayNode versions = node.putArray("versions");
        for (String version : versions(group)) {
            versions.addObject().put("groupVersion", group + "/" + version).put("version", version);
        }
        node.set("preferredVersion", versions.get(0));
    }

    private static void resource(ArrayNode resources, ResourceDefinition definition) {
        ObjectNode main = resources.addObject();
        main.put("name", definition.names().plural()).put("singularName", definition.names().singular())
                .put("namespaced", definition.namespaced()).put("kind", definition.names().kind());
        ArrayNode verbs = main.putArray("verbs");
        definition.verbs().stream().map(ResourceDefinition.Verb::wire).sorted().forEach(verbs::add);
        if (!definition.names().shortNames().isEmpty()) {
            definition.names().shortNames().forEach(main.putArray("shortNames")::add);
        }
        if (!definition.names().categories().isEmpty()) {
            definition.names().categories().forEach(main.putArray("categories")::add);
        }
        if (definition.verbs().size() > 1) {
            main.put("storageVersionHash", storageVersionHash(definition));
        }
        for (ResourceDefinition.Subresource subresource : definition.subresources()) {
            ObjectNode node = resources.addObject();
            node.put("name", definition.names().plural() + "/" + subresource.name()).put("singularName", "")
                    .put("namespaced", definition.namespaced());
            if (!subresource.kind().apiVersion().equals(definition.resource().apiVersion())) {
                if (!subresource.kind().group().isEmpty()) {
                    node.put("group", subresource.kind().group());
                }
                node.put("version", subresource.kind().version());
            }
            node.put("kind", subresource.kind().kind());
            subresource.verbs().stream().sorted().forEach(node.putArray("verbs")::add);
        }
    }

    /// The first eight bytes of SHA-256 over group, version and kind. apiserver's pkg/endpoints/discovery/storageversionhash.go
    static String storageVersionHash(ResourceDefinition definition) {
        try {
            String text = definition.resource().apiVersion() + "/" + definition.names().kind();
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((definition.resource().group().isEmpty() ? "/" + text : text).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    List<String> groupNames() {
        return registry.definitions().stream().map(definition -> definition.resource().group()).distinct().sorted().toList();
    }

    List<String> versions(String group) {
        return registry.definitions().stream().filter(definition -> definition.resource().group().equals(group))
                .map(definition -> definition.resource().version()).distinct().toList();
    }

    List<ResourceDefinition> definitions(String group, String version) {
        return registry.definitions().stream()
                .filter(definition -> definition.resource().group().equals(group) && definition.resource().version().equals(version))
                .sorted(Comparator.comparing(definition -> definition.names().plural())).toList();
    }
}
