package dev.marina.console.pools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Labels and taints as text, a line for each.
final class PoolText {

    private PoolText() {}

    static String text(Map<String, String> labels) {
        return labels.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining("\n"));
    }

    /// The first line that is no `key=value`.
    static Optional<String> wrongLabel(String text) {
        return lines(text).stream().filter(line -> line.indexOf('=') < 1).findFirst();
    }

    static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        lines(text).forEach(line -> labels.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return labels;
    }

    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
