package dev.marina.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts a merged list into the order that the patch asked for by `$setElementOrder`, or has itself; what only the server knows keeps its
/// place relative to its old neighbours and stands behind what is new. normalizeElementOrder in apimachinery's pkg/util/strategicpatch
final class ElementOrder {

    private ElementOrder() {}

    /// @param mergeKey "" for lists of scalars
    static ArrayNode of(ArrayNode before, ArrayNode merged, ArrayNode order, String mergeKey) {
        List<String> wanted = order.valueStream().map(item -> identity(item, mergeKey)).toList();
        List<String> old = before.valueStream().map(item -> identity(item, mergeKey)).toList();
        List<JsonNode> asked = new ArrayList<>();
        List<JsonNode> serverOnly = new ArrayList<>();
        merged.forEach(item -> (wanted.contains(identity(item, mergeKey)) ? asked : serverOnly).add(item));
        asked.sort(Comparator.comparingInt(item -> wanted.indexOf(identity(item, mergeKey))));
        ArrayNode result = merged.arrayNode();
        int next = 0;
        for (JsonNode item : asked) {
            int place = old.indexOf(identity(item, mergeKey));
            while (place >= 0 && next < serverOnly.size() && old.indexOf(identity(serverOnly.get(next), mergeKey)) < place) {
                result.add(serverOnly.get(next++));
            }
            result.add(item);
        }
        while (next < serverOnly.size()) {
            result.add(serverOnly.get(next++));
        }
        return result;
    }

    private static String identity(JsonNode item, String mergeKey) {
        return mergeKey.isEmpty() || !item.isObject() ? item.asText() : item.path(mergeKey).asText();
    }
}
