package dev.marina.apiserver.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Puts into a tree what does not belong there.
final class Mangling {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] TEXTS = {"", " ", "a", "-", "null", "true", "0", "default", "kube-system", "..", "../../x", "a/b", "A", "ä€😀", "\u0000",
            "\r\nX: y",
            "\ud800", "%00", "%", "1Gi", "1e99999999", "-1", "9".repeat(400), "2026-01-01T00:00:00Z", "2026-13-45T99:99:99Z", "YQ==", "=", "[", "{",
            "((a+)+)+$",
            "a".repeat(70), "a".repeat(300), "self == oldSelf", "object.x.all(i, i > 0)", "{.metadata.name}", "{..*}", "10.0.0.0/33", "::1", "*",
            "system:masters",
            "x-kubernetes-preserve-unknown-fields", "v1", "apps/v1", "Pod", "f:metadata", "k:{\"a\":1}", "~0", "~2", "$patch", "$(A)", "{{.}}", "sha256:"};
    private static final String[] NAMES = {"metadata", "spec", "status", "name", "namespace", "", "labels", "annotations", "finalizers", "ownerReferences",
            "managedFields",
            "$patch", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "x", "é", "a.b", "a/b", "\n", "__proto__", "items",
            "deletionTimestamp", "resourceVersion", "uid", "generateName", "apiVersion", "kind", "containers", "f:", "."};

    private final RandomGenerator random;

    Mangling(RandomGenerator random) {
        this.random = random;
    }

    /// Changes the tree at a few places.
    void mangle(ObjectNode root) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(root, containers);
            switch (containers.get(random.nextInt(containers.size()))) {
                case ObjectNode object -> mangleOne(object);
                case ArrayNode array -> mangleOne(array);
                case JsonNode other -> throw new IllegalStateException("no container: " + other);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void mangleOne(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() || random.nextInt(5) == 0 ? name() : names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name(), names.isEmpty() ? value(0) : object.path(names.getFirst()).deepCopy());
            default -> object.set(name, value(0));
        }
    }

    private void mangleOne(ArrayNode array) {
        if (array.isEmpty() || random.nextInt(3) == 0) {
            array.add(value(0));
        } else if (random.nextInt(4) == 0) {
            array.add(array.get(random.nextInt(array.size())).deepCopy());
        } else {
            array.set(random.nextInt(array.size()), value(0));
        }
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    JsonNode value(int depth) {
        return switch (random.nextInt(depth > 3 ? 9 : 14)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt(-3, 70000));
            case 3 -> JSON.numberNode(random.nextLong());
            case 4 -> JSON.numberNode(BigInteger.ONE.shiftLeft(random.nextInt(60, 900)));
            case 5 -> JSON.numberNode(random.nextBoolean() ? random.nextDouble() : Double.MAX_VALUE);
            case 6 -> JSON.numberNode(new BigDecimal("1e" + random.nextInt(-400, 400)));
            case 7, 8 -> JSON.textNode(text());
            case 9 -> deep(random.nextInt(10) == 0 ? random.nextInt(960, 992) : random.nextInt(1, 40));
            case 10 -> wide();
            default -> {
                ObjectNode object = JSON.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(name(), value(depth + 1));
                }
                yield random.nextBoolean() ? object : JSON.arrayNode().add(object).add(value(depth + 1));
            }
        };
    }

    private JsonNode deep(int depth) {
        JsonNode node = JSON.textNode("x");
        boolean lists = random.nextBoolean();
        for (int i = 0; i < depth; i++) {
            node = lists ? JSON.arrayNode().add(node) : JSON.objectNode().set(name(), node);
        }
        return node;
    }

    private JsonNode wide() {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(200); i > 0; i--) {
            array.add(random.nextInt());
        }
        return array;
    }
}
