package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.registry.ResourceStrategy.Published;
import dev.marina.apiserver.registry.SchemaNames;
import dev.marina.apiserver.schema.BuiltinSchemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// The OpenAPI documents of one registry. Built once, on first use, and shared by all clusters that serve it.
public final class OpenApi {

    static final String KIND_EXTENSION = "x-kubernetes-group-version-kind";

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final ResourceRegistry registry;
    private final Optional<OpenApi> base;
    private final Map<String, OpenApiDocument> byGroupVersion = new LinkedHashMap<>();
    private SwaggerDocument swagger;
    private OpenApiDocument version2;

    public OpenApi(ResourceRegistry registry) {
        this.registry = registry;
        this.base = registry.base().map(common -> common.derived(OpenApi.class, OpenApi::new));
    }

    /// `GET /openapi/v3`: where the documents are; each address carries the document's hash, so clients keep them.
    ///
    /// @param base path of the cluster, such as `/clusters/acme/default`
    public Document index(String base) {
        return Document.empty().edited(root -> {
            ObjectNode paths = root.putObject("paths");
            for (String path : new TreeSet<>(groupVersions().keySet())) {
                paths.putObject(path).put("serverRelativeURL", base + "/openapi/v3/" + path + "?hash=" + groupVersion(path).orElseThrow().hash());
            }
        });
    }

    /// `GET /openapi/v3/<path>`, where the path is `api/v1` or `apis/<group>/<version>`.
    public synchronized Optional<OpenApiDocument> groupVersion(String path) {
        List<ResourceDefinition> definitions = groupVersions().get(path);
        if (definitions == null) {
            return Optional.empty();
        }
        if (base.isPresent() && definitions.stream().allMatch(definition -> definition.definedBy().isEmpty())) {
            return base.get().groupVersion(path);
        }
        return Optional.of(byGroupVersion.computeIfAbsent(path, _ -> version3(definitions)));
    }

    /// `GET /openapi/v2`
    public synchronized OpenApiDocument version2() {
        if (version2 == null) {
            version2 = swagger().document();
        }
        return version2;
    }

    private synchronized SwaggerDocument swagger() {
        if (swagger == null) {
            swagger = base.map(this::beside).orElseGet(() -> {
                ObjectNode root = version2(List.copyOf(registry.definitions()));
                root.put("swagger", "2.0").putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
                return SwaggerDocument.of(root);
            });
        }
        return swagger;
    }

    private SwaggerDocument beside(OpenApi common) {
        ObjectNode own = version2(registry.definitions().stream().filter(definition -> definition.definedBy().isPresent()).toList());
        List<String> shared = own.path("definitions").properties().stream().map(Map.Entry::getKey).filter(BuiltinSchemas.openapi()::has).toList();
        ((ObjectNode) own.path("definitions")).remove(shared);
        return common.swagger().with(own);
    }

    private static ObjectNode version2(List<ResourceDefinition> definitions) {
        ObjectNode root = Document.mapper().createObjectNode();
        root.set("paths", SchemaForms.version2(paths(definitions)));
        ObjectNode schemas = schemas(definitions);
        publish(definitions, schemas, Published::version2);
        root.set("definitions", schemas);
        return root;
    }

    private OpenApiDocument version3(List<ResourceDefinition> definitions) {
        ObjectNode root = Document.mapper().createObjectNode();
        root.put("openapi", "3.0.0");
        root.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
        root.set("paths", paths(definitions));
        ObjectNode schemas = (ObjectNode) SchemaForms.version3(schemas(definitions));
        publish(definitions, schemas, Published::version3);
        root.putObject("components").set("schemas", schemas);
        byte[] json = Document.of(root).bytes();
        return new OpenApiDocument(List.of(json), () -> List.of(ProtobufForms.version3(Document.parse(json).root())));
    }

    private static ObjectNode paths(List<ResourceDefinition> definitions) {
        ObjectNode paths = Document.mapper().createObjectNode();
        definitions.forEach(definition -> new PathWriter(definition, schemaName(definition)).addTo(paths));
        return paths;
    }

    private Map<String, List<ResourceDefinition>> groupVersions() {
        Map<String, List<ResourceDefinition>> groups = new TreeMap<>();
        for (ResourceDefinition definition : registry.definitions()) {
            String prefix = definition.resource().group().isEmpty() ? "api/" : "apis/";
            groups.computeIfAbsent(prefix + definition.resource().apiVersion(), _ -> new java.util.ArrayList<>()).add(definition);
        }
        return groups;
    }

    /// Adds what the cluster defines for itself, unless the release has something of that name.
    private static void publish(List<ResourceDefinition> definitions, ObjectNode schemas, Function<Published, ObjectNode> form) {
        for (ResourceDefinition definition : definitions) {
            definition.strategy().published().filter(published -> !BuiltinSchemas.openapi().has(published.name())).ifPresent(published -> {
                ObjectNode schema = form.apply(published);
                kind(schema.putArray(KIND_EXTENSION).addObject(), definition.kind());
                schemas.set(published.name(), schema);
            });
        }
    }

    /// The types' schemas and everything they refer to; each type's own says its kind.
    private static ObjectNode schemas(List<ResourceDefinition> definitions) {
        Map<String, JsonNode> found = new TreeMap<>();
        for (ResourceDefinition definition : definitions) {
            String name = schemaName(definition);
            if (definition.definedBy().isPresent()) {
                collect(META + "ObjectMeta", found);
            } else {
                collect(name, found);
                ObjectNode marked = found.get(name).deepCopy();
                kind(marked.putArray(KIND_EXTENSION).addObject(), definition.kind());
                found.put(name, marked);
            }
            if (definition.verbs().contains(Verb.LIST)) {
                found.put(name + "List", listOf(definition, name, found));
            }
            definition.subresources().forEach(subresource -> subresourceKind(subresource.kind(), found));
        }
        collect(Operation.STATUS, found);
        collect(Operation.DELETE_OPTIONS, found);
        ObjectNode schemas = Document.mapper().createObjectNode();
        found.forEach(schemas::set);
        return schemas;
    }

    private static ObjectNode listOf(ResourceDefinition definition, String name, Map<String, JsonNode> found) {
        ObjectNode list = Document.mapper().createObjectNode();
        list.put("description", definition.names().listKind() + " is a list of " + definition.names().kind() + ".").put("type", "object");
        list.putArray("required").add("items");
        ObjectNode properties = list.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("items").put("type", "array").putObject("items").put("$ref", Operation.REFERENCE + name);
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("$ref", Operation.REFERENCE + META + "ListMeta");
        collect(META + "ListMeta", found);
        GroupVersionKind kind = definition.kind();
        kind(list.putArray(KIND_EXTENSION).addObject(), new GroupVersionKind(kind.group(), kind.version(), definition.names().listKind()));
        return list;
    }

    /// Options of connections have no schema: they travel in the address.
    private static void subresourceKind(GroupVersionKind kind, Map<String, JsonNode> found) {
        String name = SchemaNames.of(kind);
        if (BuiltinSchemas.openapi().has(name) && !found.containsKey(name)) {
            collect(name, found);
            ObjectNode marked = found.get(name).deepCopy();
            kind(marked.putArray(KIND_EXTENSION).addObject(), kind);
            found.put(name, marked);
        }
    }

    private static void collect(String name, Map<String, JsonNode> found) {
        JsonNode schema = BuiltinSchemas.openapi().path(name);
        if (found.putIfAbsent(name, schema) == null) {
            schema.findValuesAsText("$ref").forEach(reference -> collect(reference.substring(reference.lastIndexOf('/') + 1), found));
        }
    }

    static String schemaName(ResourceDefinition definition) {
        return definition.strategy().published().map(Published::name)
                .orElseGet(() -> definition.schema() instanceof Schema.Ref reference ? reference.name() : definition.names().kind());
    }

    static void kind(ObjectNode node, GroupVersionKind kind) {
        node.put("group", kind.group()).put("kind", kind.kind()).put("version", kind.version());
    }
}
