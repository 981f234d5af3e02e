package dev.marina.launcher.recovery;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a manifest says of the wrapping keys: enough to know the right ones, nothing that helps to find them. A line of the file is `<id> <key>`.
final class WrappingKeys {
    /// @param file the keys' file
    /// @return ids, and sums of whole lines
    static Map<String, String> sums(String file) {
        Map<String, String> sums = new TreeMap<>();
        file.lines().map(String::strip).filter(line -> !line.isEmpty())
                .forEach(line -> sums.put(line.split(" ")[0], HexFormat.of().formatHex(Copied.digest().digest(line.getBytes(StandardCharsets.UTF_8)))));
        return sums;
    }

    /// Ids of keys that it takes and that are not among those given. A file may have more: of before a rotation, or from it.
    static List<String> missing(Map<String, String> needed, Map<String, String> given) {
        return needed.entrySet().stream().filter(key -> !key.getValue().equals(given.get(key.getKey()))).map(Map.Entry::getKey).sorted().toList();
    }

    private WrappingKeys() {}
}
