package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes away what a schema does not name, and remembers where. pkg/apiserver/schema/pruning/algorithm.go
public final class Pruning {

    static final Set<String> RESOURCE_FIELDS = Set.of("apiVersion", "kind", "metadata");

    private final List<String> pruned = new ArrayList<>();

    private Pruning() {}

    /// Changes `object`, which must be the caller's own. Answers the paths of what is gone, sorted.
    public static List<String> resource(ObjectNode object, Structural schema) {
        Pruning pruning = new Pruning();
        pruning.prune(object, Optional.of(schema.asResource()), "", false);
        return pruning.pruned.stream().sorted().toList();
    }

    /// What would go from a value that is no resource, unless its schema says so.
    public static List<String> unknown(JsonNode value, Structural schema) {
        Pruning pruning = new Pruning();
        pruning.prune(value.deepCopy(), Optional.of(schema), "", false);
        return pruning.pruned;
    }

    /// @param kept whether this stands in a list whose schema keeps what it does not name
    private void prune(JsonNode node, Optional<Structural> schema, String path, boolean kept) {
        boolean keeps = kept || schema.map(Structural::extensions).filter(Structural.Extensions::preserveUnknown).isPresent();
        switch (node) {
            case ObjectNode object -> object(object, schema, path, keeps);
            case ArrayNode array -> {
                Optional<Structural> items = schema.flatMap(Structural::items);
                for (int i = 0; i < array.size(); i++) {
                    prune(array.get(i), items, path + "[" + i + "]", keeps);
                }
            }
            default -> {
            }
        }
    }

    private void object(ObjectNode object, Optional<Structural> schema, String path, boolean keeps) {
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            String inner = path.isEmpty() ? name : path + "." + name;
            if (schema.filter(shape -> shape.extensions().embedded()).isPresent() && RESOURCE_FIELDS.contains(name)) {
                continue;
            }
            if (schema.filter(shape -> shape.knows(name)).isPresent()) {
                prune(entry.getValue(), schema.get().property(name), inner, false);
            } else if (!keeps) {
                pruned.add(inner);
                gone.add(name);
            }
        }
        object.remove(gone);
    }
}
