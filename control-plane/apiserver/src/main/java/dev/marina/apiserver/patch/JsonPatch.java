package dev.marina.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// JSON patch, RFC 6902, at most 10,000 operations (CVE-2019-1002100) that copy at most 3 MiB.
public final class JsonPatch {

    private static final int MOST_OPERATIONS = 10_000;
    private static final long MOST_COPIED_BYTES = 3L << 20;

    private long copied;

    private JsonPatch() {}

    /// Throws BadRequest for a malformed patch, 413 for too many operations, and Invalid (422) where it does not apply.
    public static Document apply(Document document, byte[] patch) {
        try {
            return patched(document, patch);
        } catch (TestFailed e) {
            throw refused(e.getMessage());
        }
    }

    /// The same; empty where a test of the patch fails.
    public static Optional<Document> applyIfItHolds(Document document, byte[] patch) {
        try {
            return Optional.of(patched(document, patch));
        } catch (TestFailed e) {
            return Optional.empty();
        }
    }

    private static final class TestFailed extends RuntimeException {
        TestFailed(String path) {
            super("testing path %s value failed".formatted(path), null, false, false);
        }
    }

    private static Document patched(Document document, byte[] patch) {
        JsonNode operations = PatchBody.array(patch);
        if (operations.size() > MOST_OPERATIONS) {
            throw new StatusException(413, "RequestEntityTooLarge",
                    "The allowed maximum operations in a JSON patch is %d, got %d".formatted(MOST_OPERATIONS, operations.size()), StatusException.Details.NONE);
        }
        ObjectNode root = document.root().deepCopy();
        JsonNode result = root;
        JsonPatch application = new JsonPatch();
        for (JsonNode operation : operations) {
            result = application.apply(result, operation);
        }
        if (result instanceof ObjectNode object) {
            return Document.of(object);
        }
        throw refused("the patched document is no object");
    }

    private JsonNode apply(JsonNode root, JsonNode operation) {
        String path = operation.path("path").asText("");
        return switch (operation.path("op").asText()) {
            case "add" -> add(root, path, value(operation));
            case "remove" -> remove(root, path);
            case "replace" -> {
                require(root, path);
                yield path.isEmpty() ? value(operation) : add(remove(root, path), path, value(operation));
            }
            case "move" -> {
                JsonNode moved = require(root, operation.path("from").asText());
                yield add(remove(root, operation.path("from").asText()), path, moved);
            }
            case "copy" -> add(root, path, copy(require(root, operation.path("from").asText())));
            case "test" -> {
                JsonNode found = find(root, path);
                if (found == null || !found.equals(operation.path("value"))) {
                    throw new TestFailed(path);
                }
                yield root;
            }
            default -> throw StatusException.badRequest("Unexpected kind: \"%s\"; it must be add, remove, replace, move, copy or test"
                    .formatted(operation.path("op").asText()));
        };
    }

    /// Copies of copies would double with every operation.
    private JsonNode copy(JsonNode value) {
        copied += value.toString().length();
        if (copied > MOST_COPIED_BYTES) {
            throw refused(
                    "Unable to complete the copy, the accumulated size increase of copy is %d, exceeding the limit %d".formatted(copied, MOST_COPIED_BYTES));
        }
        return value.deepCopy();
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw StatusException.badRequest("operation %s on path \"%s\" has no value".formatted(
                    operation.path("op").asText(), operation.path("path").asText()));
        }
        return operation.get("value").deepCopy();
    }

    private static JsonNode add(JsonNode root, String path, JsonNode value) {
        if (path.isEmpty()) {
            return value;
        }
        List<String> steps = steps(path);
        JsonNode parent = parent(root, steps, path);
        String last = steps.getLast();
        switch (parent) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(index(last, array.size(), path), value);
            default -> throw missing(path);
        }
        return root;
    }

    private static JsonNode remove(JsonNode root, String path) {
        require(root, path);
        if (path.isEmpty()) {
            throw refused("the whole document cannot be removed");
        }
        List<String> steps = steps(path);
        switch (parent(root, steps, path)) {
            case ObjectNode object -> object.remove(steps.getLast());
            case ArrayNode array -> array.remove(index(steps.getLast(), array.size() - 1, path));
            default -> throw missing(path);
        }
        return root;
    }

    private static JsonNode require(JsonNode root, String path) {
        JsonNode found = find(root, path);
        if (found == null) {
            throw missing(path);
        }
        return found;
    }

    private static JsonNode find(JsonNode root, String path) {
        JsonNode node = root;
        for (String step : steps(path)) {
            node = node instanceof ArrayNode array
                    ? step.matches("[0-9]{1,9}") ? array.get(Integer.parseInt(step)) : null
                    : node.get(step);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private static JsonNode parent(JsonNode root, List<String> steps, String path) {
        JsonNode node = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            node = node instanceof ArrayNode array ? array.get(index(step, array.size() - 1, path)) : node.get(step);
            if (node == null) {
                throw missing(path);
            }
        }
        return node;
    }

    private static int index(String step, int most, String path) {
        if (!step.matches("[0-9]{1,9}") || Integer.parseInt(step) > most) {
            throw missing(path);
        }
        return Integer.parseInt(step);
    }

    private static List<String> steps(String path) {
        if (path.isEmpty()) {
            return List.of();
        }
        if (!path.startsWith("/")) {
            throw StatusException.badRequest("path \"%s\" of the JSON patch must begin with \"/\"".formatted(path));
        }
        return Stream.of(path.substring(1).split("/", -1)).map(step -> step.replace("~1", "/").replace("~0", "~")).toList();
    }

    private static StatusException missing(String path) {
        return refused("the path \"%s\" is not there: missing value".formatted(path));
    }

    private static StatusException refused(String why) {
        return new StatusException(422, "Invalid", "the server rejected our request due to an error in our request: " + why, StatusException.Details.NONE);
    }
}
