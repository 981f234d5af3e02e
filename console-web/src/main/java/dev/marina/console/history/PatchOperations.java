package dev.marina.console.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.why.FieldChange;
import java.util.List;

/// A JSON patch (RFC 6902) as fields that became something else.
final class PatchOperations {

    private static final int MOST = 50;

    private PatchOperations() {}

    static List<FieldChange> of(JsonNode patch) {
        return patch.valueStream().limit(MOST).map(each -> new FieldChange(path(each.path("path").asText()), "",
                each.path("op").asText().equals("remove") ? "" : FieldChange.text(each.path("value")))).toList();
    }

    /// `/spec/containers/0/image` as `spec.containers[0].image`.
    private static String path(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String part : pointer.substring(Math.min(1, pointer.length())).split("/", -1)) {
            String name = part.replace("~1", "/").replace("~0", "~");
            if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
                path.append('[').append(name).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.toString();
    }
}
