package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import java.util.List;

/// The paths of one type with their operations.
final class OperationWriter {

    private static final List<String> WRITE_PARAMETERS = List.of("pretty", "dryRun", "fieldManager", "fieldValidation");
    private static final List<String> LIST_PARAMETERS = List.of("pretty", "allowWatchBookmarks", "continue", "fieldSelector", "labelSelector",
            "limit", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch");

    private final ResourceDefinition definition;
    private final String schema;
    private final boolean three;

    private OperationWriter(ResourceDefinition definition, String schema, boolean three) {
        this.definition = definition;
        this.schema = schema;
        this.three = three;
    }

    static OperationWriter version2(ResourceDefinition definition, String schema) {
        return new OperationWriter(definition, schema, false);
    }

    static OperationWriter version3(ResourceDefinition definition, String schema) {
        return new OperationWriter(definition, schema, true);
    }

    void addTo(ObjectNode paths) {
        String prefix = (definition.resource().group().isEmpty() ? "/api/" : "/apis/") + definition.resource().apiVersion() + "/";
        String plural = definition.names().plural();
        String collection = prefix + (definition.namespaced() ? "namespaces/{namespace}/" : "") + plural;
        if (definition.namespaced() && definition.verbs().contains(Verb.LIST)) {
            operation(paths.putObject(prefix + plural), "get", "list", LIST_PARAMETERS, schema + "List");
        }
        ObjectNode all = paths.putObject(collection);
        if (definition.verbs().contains(Verb.LIST)) {
            operation(all, "get", "list", LIST_PARAMETERS, schema + "List");
        }
        operation(all, "post", "post", WRITE_PARAMETERS, schema);
        if (definition.verbs().contains(Verb.DELETECOLLECTION)) {
            operation(all, "delete", "deletecollection", LIST_PARAMETERS, schema);
        }
        if (definition.verbs().contains(Verb.GET)) {
            one(paths.putObject(collection + "/{name}"));
        }
        definition.subresources().stream().filter(subresource -> subresource.name().equals("status"))
                .forEach(_ -> one(paths.putObject(collection + "/{name}/status")));
    }

    private void one(ObjectNode path) {
        operation(path, "get", "get", List.of("pretty"), schema);
        operation(path, "put", "put", WRITE_PARAMETERS, schema);
        operation(path, "patch", "patch", WRITE_PARAMETERS, schema);
        operation(path, "delete", "delete", List.of("pretty", "dryRun", "gracePeriodSeconds", "propagationPolicy"), schema);
    }

    private void operation(ObjectNode path, String method, String action, List<String> parameters, String answer) {
        ObjectNode operation = path.putObject(method);
        operation.put("x-kubernetes-action", action);
        OpenApi.kind(operation.putObject(OpenApi.KIND_EXTENSION), definition.kind());
        ArrayNode list = operation.putArray("parameters");
        parameters.forEach(parameter -> {
            ObjectNode node = list.addObject().put("name", parameter).put("in", "query");
            if (three) {
                node.putObject("schema").put("type", "string").put("uniqueItems", true);
            } else {
                node.put("type", "string").put("uniqueItems", true);
            }
        });
        ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
        if (three) {
            ok.putObject("content").putObject("application/json").putObject("schema").put("$ref", "#/components/schemas/" + answer);
        } else {
            ok.putObject("schema").put("$ref", "#/definitions/" + answer);
        }
    }
}
