package dev.marina.builds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One instruction of a Dockerfile, as it is written.
///
/// @param flags `--name=value` before the rest; of those that are said twice all values, each on a line
record Instruction(int line, String name, Map<String, String> flags, String rest) {

    private static final Map<String, Set<String>> FLAGS = Map.of("FROM", Set.of("platform"), "COPY", Set.of("from", "chown", "chmod", "link"), "ADD",
            Set.of("chown", "chmod", "link"), "RUN", Set.of("mount", "network", "security"));

    static Instruction of(int line, String text) {
        String[] parts = text.split("\\s+", 2);
        String name = parts[0].toUpperCase(java.util.Locale.ROOT);
        String rest = parts.length == 1 ? "" : parts[1].strip();
        Map<String, String> flags = new LinkedHashMap<>();
        while (FLAGS.containsKey(name) && rest.startsWith("--")) {
            String[] words = rest.split("\\s+", 2);
            String[] flag = words[0].substring(2).split("=", 2);
            if (!FLAGS.get(name).contains(flag[0])) {
                throw wrong(line, "%s --%s is not known here".formatted(name, flag[0]));
            }
            flags.merge(flag[0], flag.length == 1 ? "" : flag[1], (one, other) -> one + "\n" + other);
            rest = words.length == 1 ? "" : words[1].strip();
        }
        return new Instruction(line, name, flags, rest);
    }

    List<String> all(String flag) {
        return flags.containsKey(flag) ? List.of(flags.get(flag).split("\n")) : List.of();
    }

    BuildFailure wrong(String what) {
        return wrong(line, what);
    }

    static BuildFailure wrong(int line, String what) {
        return new BuildFailure("Dockerfile, line %d: %s".formatted(line, what));
    }
}
