package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Subresource;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.SchemaNames;
import java.util.List;

/// The paths of one type with their operations, as OpenAPI v3.
final class PathWriter {

    private static final String[] WRITE = {"dryRun", "fieldManager", "fieldValidation"};
    private static final String[] SELECT = {"allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion",
            "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch"};
    private static final String[] DELETE = {"dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"};
    private static final String[] LOG = {"container", "follow", "limitBytes", "previous", "sinceSeconds", "tailLines", "timestamps"};
    private static final List<String> CONNECTIONS = List.of("exec", "attach", "portforward");

    private final ResourceDefinition definition;
    private final String schema;
    private final Names names;

    PathWriter(ResourceDefinition definition, String schema) {
        this.definition = definition;
        this.schema = schema;
        this.names = new Names(definition);
    }

    /// Adds every path that is served for this type.
    void addTo(ObjectNode paths) {
        String prefix = (definition.resource().group().isEmpty() ? "/api/" : "/apis/") + definition.resource().apiVersion() + "/";
        String collection = prefix + (definition.namespaced() ? "namespaces/{namespace}/" : "") + definition.names().plural();
        if (definition.namespaced() && definition.verbs().contains(Verb.LIST)) {
            ObjectNode everywhere = path(paths, prefix + definition.names().plural());
            operation(everywhere, "get", "list", names.everywhere(), SELECT).answers(schema + "List");
        }
        collection(path(paths, collection));
        if (definition.verbs().contains(Verb.GET)) {
            one(path(paths, collection + "/{name}"), "", schema, definition.kind(),
                    definition.verbs().stream().map(Verb::wire).toList());
        }
        for (Subresource subresource : definition.subresources()) {
            String address = collection + "/{name}/" + subresource.name();
            if (subresource.name().equals("proxy")) {
                proxy(path(paths, address), "Proxy", subresource);
                proxy(path(paths, address + "/{path}"), "ProxyWithPath", subresource);
            } else {
                subresource(path(paths, address), subresource);
            }
        }
    }

    /// A path with the parameters that stand in it.
    private static ObjectNode path(ObjectNode paths, String text) {
        ObjectNode path = paths.putObject(text);
        ArrayNode parameters = path.putArray("parameters");
        for (String name : List.of("name", "namespace", "path")) {
            if (text.contains("{" + name + "}")) {
                parameters.addObject().put("name", name).put("in", "path").put("required", true)
                        .putObject("schema").put("type", "string").put("uniqueItems", true);
            }
        }
        Operation.query(parameters, "pretty");
        return path;
    }

    private void collection(ObjectNode path) {
        if (definition.verbs().contains(Verb.LIST)) {
            operation(path, "get", "list", names.of("list", ""), SELECT).answers(schema + "List");
        }
        if (definition.verbs().contains(Verb.CREATE)) {
            operation(path, "post", "post", names.of("create", ""), WRITE).takes(schema).answers(schema);
        }
        if (definition.verbs().contains(Verb.DELETECOLLECTION)) {
            operation(path, "delete", "deletecollection", names.collection(), SELECT).takes(Operation.DELETE_OPTIONS).answers(Operation.STATUS);
        }
    }

    private void one(ObjectNode path, String suffix, String body, GroupVersionKind kind, List<String> verbs) {
        if (verbs.contains("get")) {
            operation(path, "get", "get", names.of("read", suffix), kind).answers(body);
        }
        if (verbs.contains("update")) {
            operation(path, "put", "put", names.of("replace", suffix), kind, WRITE).takes(body).answers(body);
        }
        if (verbs.contains("patch")) {
            operation(path, "patch", "patch", names.of("patch", suffix), kind, "dryRun", "fieldManager", "fieldValidation", "force")
                    .takesPatch(definition.definedBy().isPresent()).answers(body);
        }
        if (verbs.contains("delete")) {
            operation(path, "delete", "delete", names.of("delete", suffix), kind, DELETE).takes(Operation.DELETE_OPTIONS).answers(Operation.STATUS);
        }
    }

    private void proxy(ObjectNode path, String suffix, Subresource subresource) {
        for (String method : List.of("delete", "get", "head", "options", "patch", "post", "put")) {
            operation(path, method, "connect", names.connect(Names.capital(method), suffix), subresource.kind()).answersText();
        }
    }

    private void subresource(ObjectNode path, Subresource subresource) {
        String suffix = Names.capital(subresource.name());
        String body = SchemaNames.of(subresource.kind());
        if (subresource.name().equals("log")) {
            operation(path, "get", "get", names.of("read", suffix), LOG).answersText();
        } else if (CONNECTIONS.contains(subresource.name())) {
            operation(path, "get", "connect", names.connect("Get", suffix), subresource.kind()).answersText();
            operation(path, "post", "connect", names.connect("Post", suffix), subresource.kind()).answersText();
        } else if (subresource.verbs().contains("create")) {
            operation(path, "post", "post", names.of("create", suffix), subresource.kind(), WRITE).takes(body).answers(body);
        } else {
            one(path, suffix, subresource.name().equals("status") ? schema : body, subresource.kind(), List.copyOf(subresource.verbs()));
        }
    }

    private Operation operation(ObjectNode path, String method, String action, String id, String... parameters) {
        return operation(path, method, action, id, definition.kind(), parameters);
    }

    private Operation operation(ObjectNode path, String method, String action, String id, GroupVersionKind kind, String... parameters) {
        ObjectNode node = path.putObject(method);
        node.putArray("tags").add(names.tag());
        node.put("operationId", id);
        if (parameters.length > 0) {
            ArrayNode list = node.putArray("parameters");
            for (String parameter : parameters) {
                Operation.query(list, parameter);
            }
        }
        node.put("x-kubernetes-action", action);
        OpenApi.kind(node.putObject(OpenApi.KIND_EXTENSION), kind);
        return new Operation(node);
    }
}
