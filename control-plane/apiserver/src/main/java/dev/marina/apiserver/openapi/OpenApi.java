package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.schema.BuiltinSchemas;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The OpenAPI documents of one registry. Built once, on first use, and shared by all clusters that serve it.
public final class OpenApi {

    static final String KIND_EXTENSION = "x-kubernetes-group-version-kind";

    private final ResourceRegistry registry;
    private final Map<String, byte[]> byGroupVersion = new LinkedHashMap<>();
    private byte[] version2;

    public OpenApi(ResourceRegistry registry) {
        this.registry = registry;
    }

    /// `GET /openapi/v3`: where the documents are; each address carries the document's hash, so clients keep them.
    ///
    /// @param base path of the cluster, such as `/clusters/acme/default`
    public Document index(String base) {
        return Document.empty().edited(root -> {
            ObjectNode paths = root.putObject("paths");
            for (String path : new TreeSet<>(groupVersions().keySet())) {
                paths.putObject(path).put("serverRelativeURL", base + "/openapi/v3/" + path + "?hash=" + hash(groupVersion(path).orElseThrow()));
            }
        });
    }

    /// `GET /openapi/v3/<path>`, where the path is `api/v1` or `apis/<group>/<version>`.
    public synchronized Optional<byte[]> groupVersion(String path) {
        List<ResourceDefinition> definitions = groupVersions().get(path);
        if (definitions == null) {
            return Optional.empty();
        }
        return Optional.of(byGroupVersion.computeIfAbsent(path, _ -> version3(definitions)));
    }

    /// `GET /openapi/v2`
    public synchronized byte[] version2() {
        if (version2 == null) {
            ObjectNode root = Document.mapper().createObjectNode();
            root.put("swagger", "2.0");
            root.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
            ObjectNode paths = root.putObject("paths");
            List<ResourceDefinition> all = List.copyOf(registry.definitions());
            all.forEach(definition -> OperationWriter.version2(definition, schemaName(definition)).addTo(paths));
            // Swagger 2 names the same schemas under another path.
            String text = schemas(all).toString().replace("#/components/schemas/", "#/definitions/");
            root.set("definitions", Document.parse(text.getBytes(StandardCharsets.UTF_8)).root());
            version2 = Document.of(root).bytes();
        }
        return version2;
    }

    private byte[] version3(List<ResourceDefinition> definitions) {
        ObjectNode root = Document.mapper().createObjectNode();
        root.put("openapi", "3.0.0");
        root.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
        ObjectNode paths = root.putObject("paths");
        definitions.forEach(definition -> OperationWriter.version3(definition, schemaName(definition)).addTo(paths));
        root.putObject("components").set("schemas", schemas(definitions));
        return Document.of(root).bytes();
    }

    private Map<String, List<ResourceDefinition>> groupVersions() {
        Map<String, List<ResourceDefinition>> groups = new TreeMap<>();
        for (ResourceDefinition definition : registry.definitions()) {
            String prefix = definition.resource().group().isEmpty() ? "api/" : "apis/";
            groups.computeIfAbsent(prefix + definition.resource().apiVersion(), _ -> new java.util.ArrayList<>()).add(definition);
        }
        return groups;
    }

    /// The types' schemas and everything they refer to; each type's own says its kind.
    private static ObjectNode schemas(List<ResourceDefinition> definitions) {
        Map<String, JsonNode> found = new TreeMap<>();
        for (ResourceDefinition definition : definitions) {
            String name = schemaName(definition);
            collect(name, found);
            ObjectNode marked = found.get(name).deepCopy();
            kind(marked.putArray(KIND_EXTENSION).addObject(), definition.kind());
            found.put(name, marked);
            ObjectNode list = Document.mapper().createObjectNode();
            list.put("description", definition.names().listKind() + " is a list of " + definition.names().kind() + ".").put("type", "object");
            list.putArray("required").add("items");
            ObjectNode properties = list.putObject("properties");
            properties.putObject("apiVersion").put("type", "string");
            properties.putObject("items").put("type", "array").putObject("items").put("$ref", "#/components/schemas/" + name);
            properties.putObject("kind").put("type", "string");
            properties.putObject("metadata").put("$ref", "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta");
            collect("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", found);
            kind(list.putArray(KIND_EXTENSION).addObject(), new GroupVersionKind(definition.resource().group(), definition.resource().version(), definition.names().listKind()));
            found.put(name + "List", list);
        }
        ObjectNode schemas = Document.mapper().createObjectNode();
        found.forEach(schemas::set);
        return schemas;
    }

    private static void collect(String name, Map<String, JsonNode> found) {
        JsonNode schema = BuiltinSchemas.openapi().path(name);
        if (found.putIfAbsent(name, schema) == null) {
            schema.findValuesAsText("$ref").forEach(reference -> collect(reference.substring(reference.lastIndexOf('/') + 1), found));
        }
    }

    static String schemaName(ResourceDefinition definition) {
        return definition.schema() instanceof Schema.Ref reference ? reference.name() : definition.names().kind();
    }

    static void kind(ObjectNode node, GroupVersionKind kind) {
        node.put("group", kind.group()).put("kind", kind.kind()).put("version", kind.version());
    }

    private static String hash(byte[] document) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-512").digest(document)).substring(0, 64);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-512", e);
        }
    }
}
