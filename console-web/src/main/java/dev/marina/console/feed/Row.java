package dev.marina.console.feed;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One object in a line: what the API prints of it and the few facts of its metadata that pages need.
///
/// @param namespace "" where the kind has none
/// @param cells as many as there are columns
/// @param created null where the object does not say
/// @param owner such as `ReplicaSet/web-5d4`; "" for none
/// @param bytes about what it takes in memory
public record Row(String uid, String namespace, String name, List<String> cells, Instant created, Map<String, String> labels, String owner, long bytes) {

    /// What a row costs beside its texts: the record, its lists and its place in the feed's map.
    private static final long FIXED_BYTES = 320;

    public static Row of(String uid, String namespace, String name, List<String> cells, Instant created, Map<String, String> labels, String owner) {
        long characters = uid.length() + namespace.length() + name.length() + owner.length();
        for (String cell : cells) {
            characters += cell.length() + 24;
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            characters += label.getKey().length() + label.getValue().length() + 48;
        }
        return new Row(uid, namespace, name, List.copyOf(cells), created, Map.copyOf(labels), owner, FIXED_BYTES + 2 * characters);
    }

    /// Unique in a cluster and kind at one time, and readable.
    public String key() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
