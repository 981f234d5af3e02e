package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/// A patch by paths. RFC 6902
final class JsonPatch {

    private final Resource resource;

    private JsonPatch(Resource resource) {
        this.resource = resource;
    }

    static void into(Resource resource, JsonNode operations) {
        JsonPatch patch = new JsonPatch(resource);
        operations.forEach(patch::operation);
    }

    private void operation(JsonNode operation) {
        List<String> path = path(operation.path("path").asText());
        switch (operation.path("op").asText()) {
            case "add" -> add(path, operation.path("value").deepCopy());
            case "replace" -> {
                require(path);
                if (parent(path) instanceof ArrayNode list) {
                    list.set(index(list, path.getLast(), list.size() - 1), operation.path("value").deepCopy());
                } else {
                    add(path, operation.path("value").deepCopy());
                }
            }
            case "remove" -> remove(path);
            case "move" -> {
                JsonNode value = require(path(operation.path("from").asText())).deepCopy();
                remove(path(operation.path("from").asText()));
                add(path, value);
            }
            case "copy" -> add(path, require(path(operation.path("from").asText())).deepCopy());
            case "test" -> {
                if (!require(path).equals(operation.path("value"))) {
                    throw wrong(path, "is not what the patch tests for");
                }
            }
            case String other -> throw new Unbuildable("a patch of %s has the op %s; it must be add, remove, replace, move, copy or test".formatted(resource,
                    other));
        }
    }

    private static List<String> path(String text) {
        if (!text.startsWith("/")) {
            throw new Unbuildable("a patch has the path %s; it must begin with / and name a field".formatted(text));
        }
        return Arrays.stream(text.substring(1).split("/", -1)).map(part -> part.replace("~1", "/").replace("~0", "~")).toList();
    }

    private JsonNode parent(List<String> path) {
        JsonNode node = resource.object;
        for (String part : path.subList(0, path.size() - 1)) {
            node = node instanceof ArrayNode list ? list.path(index(list, part, list.size() - 1)) : node.path(part);
        }
        return node;
    }

    private JsonNode require(List<String> path) {
        JsonNode parent = parent(path);
        JsonNode found = parent instanceof ArrayNode list ? list.path(index(list, path.getLast(), list.size() - 1)) : parent.path(path.getLast());
        if (found.isMissingNode()) {
            throw wrong(path, "is not there");
        }
        return found;
    }

    private void add(List<String> path, JsonNode value) {
        switch (parent(path)) {
            case ObjectNode object -> object.set(path.getLast(), value);
            case ArrayNode list -> list.insert(path.getLast().equals("-") ? list.size() : index(list, path.getLast(), list.size()), value);
            default -> throw wrong(path, "has nothing to be in");
        }
    }

    private void remove(List<String> path) {
        require(path);
        switch (parent(path)) {
            case ObjectNode object -> object.remove(path.getLast());
            case ArrayNode list -> list.remove(index(list, path.getLast(), list.size() - 1));
            default -> throw wrong(path, "is not there");
        }
    }

    private int index(ArrayNode list, String text, int last) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > last) {
            throw new Unbuildable("a patch of %s has the index %s in a list of %d".formatted(resource, text, list.size()));
        }
        return Integer.parseInt(text);
    }

    private Unbuildable wrong(List<String> path, String what) {
        return new Unbuildable("a patch of %s: /%s %s".formatted(resource, String.join("/", path), what));
    }
}
