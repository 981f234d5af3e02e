package dev.marina.helm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was written after `helm`.
///
/// @param words those that are no options, the command first
/// @param options by their long names; of a flag the value is "true"
record Arguments(List<String> words, Map<String, List<String>> options) {

    private static final Map<String, String> SHORT = Map.of("-n", "--namespace", "-f", "--values", "-i", "--install", "-a", "--all", "-A", "--all-namespaces",
            "-d", "--destination", "-u", "--dependency-update", "-h", "--help");
    private static final Set<String> VALUES = Set.of("--namespace", "--values", "--set", "--version", "--timeout", "--description", "--max", "--revision",
            "--kubeconfig", "--destination");
    private static final Set<String> FLAGS = Set.of("--create-namespace", "--wait", "--atomic", "--dry-run", "--install", "--reuse-values", "--reset-values",
            "--all", "--all-namespaces", "--keep-history", "--dependency-update", "--skip-crds", "--help");

    static Arguments of(String... given) {
        List<String> words = new ArrayList<>();
        Map<String, List<String>> options = new HashMap<>();
        for (int i = 0; i < given.length; i++) {
            String each = given[i];
            if (!each.startsWith("-")) {
                words.add(each);
                continue;
            }
            int equals = each.indexOf('=');
            String written = equals > 0 ? each.substring(0, equals) : each;
            String name = SHORT.getOrDefault(written, written);
            if (FLAGS.contains(name)) {
                options.computeIfAbsent(name, _ -> new ArrayList<>()).add(equals > 0 ? each.substring(equals + 1) : "true");
            } else if (!VALUES.contains(name)) {
                throw new Unusable("unknown option %s; there are %s".formatted(written, known()));
            } else if (equals < 0 && i + 1 == given.length) {
                throw new Unusable("option %s needs a value".formatted(written));
            } else {
                options.computeIfAbsent(name, _ -> new ArrayList<>()).add(equals > 0 ? each.substring(equals + 1) : given[++i]);
            }
        }
        return new Arguments(List.copyOf(words), options);
    }

    private static List<String> known() {
        return java.util.stream.Stream.concat(VALUES.stream(), FLAGS.stream()).sorted().toList();
    }

    boolean has(String flag) {
        return find(flag).filter(value -> !value.equals("false")).isPresent();
    }

    /// The last that was given.
    Optional<String> find(String option) {
        return Optional.ofNullable(options.get(option)).map(List::getLast);
    }

    List<String> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    /// @param what it is, such as NAME
    String word(int index, String what) {
        if (index >= words.size()) {
            throw new Unusable("%s is missing after: helm %s".formatted(what, String.join(" ", words)));
        }
        return words.get(index);
    }

    /// What was written cannot be done.
    static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }
}
