package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Paths of printer columns: names, `['name']`, `[0]`, `[*]`, `..name`, and filters such as `[?(@.type=="Ready")]`.
/// https://kubernetes.io/docs/reference/kubectl/jsonpath/
final class JsonPath {

    /// A path that descends again and again may look at a small object for hours.
    private static final int MOST_VISITED = 10_000;

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = steps;
    }

    @FunctionalInterface
    private interface Step {
        Stream<JsonNode> from(JsonNode node);
    }

    /// Throws [IllegalArgumentException] for what cannot be read.
    static JsonPath parse(String text) {
        return new JsonPath(new Reader(text).steps());
    }

    /// The first value that the path leads to.
    Optional<JsonNode> first(JsonNode root) {
        int[] visited = {0};
        Stream<JsonNode> nodes = Stream.of(root);
        for (Step step : steps) {
            nodes = nodes.flatMap(step::from).takeWhile(_ -> visited[0]++ < MOST_VISITED);
        }
        return nodes.findFirst();
    }

    private static Stream<JsonNode> field(JsonNode node, String name) {
        return Stream.ofNullable(node.get(name));
    }

    private static Stream<JsonNode> descendants(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(JsonPath::descendants));
    }

    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            while (at < text.length()) {
                steps.add(step());
            }
            return List.copyOf(steps);
        }

        private Step step() {
            if (text.startsWith("..", at)) {
                at += 2;
                String name = name();
                return node -> descendants(node).flatMap(each -> named(each, name));
            }
            if (text.charAt(at) == '.') {
                at++;
                if (at == text.length() || text.charAt(at) == '[') {
                    return Stream::of;
                }
                String name = name();
                return node -> named(node, name);
            }
            if (text.charAt(at) == '[') {
                return bracket();
            }
            throw new IllegalArgumentException("unexpected %s in %s".formatted(text.charAt(at), text));
        }

        private static Stream<JsonNode> named(JsonNode node, String name) {
            return name.equals("*") ? node.valueStream() : field(node, name);
        }

        private String name() {
            StringBuilder name = new StringBuilder();
            while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                name.append(text.charAt(at++));
            }
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a name is missing in " + text);
            }
            return name.toString();
        }

        private Step bracket() {
            int end = closing();
            String inner = text.substring(at + 1, end).strip();
            at = end + 1;
            if (inner.equals("*")) {
                return JsonNode::valueStream;
            }
            if (inner.startsWith("'") || inner.startsWith("\"")) {
                String name = inner.substring(1, inner.length() - 1);
                return node -> field(node, name);
            }
            if (inner.startsWith("?(") && inner.endsWith(")")) {
                return Filter.parse(inner.substring(2, inner.length() - 1).strip());
            }
            if (inner.contains(":")) {
                return slice(inner);
            }
            int index = Integer.parseInt(inner);
            return node -> Stream.ofNullable(node.get(index < 0 ? node.size() + index : index));
        }

        private static Step slice(String inner) {
            String[] parts = inner.split(":", -1);
            int from = parts[0].isBlank() ? 0 : Integer.parseInt(parts[0].strip());
            int to = parts[1].isBlank() ? Integer.MAX_VALUE : Integer.parseInt(parts[1].strip());
            return node -> {
                int first = Math.max(0, from < 0 ? node.size() + from : from);
                int last = Math.min(node.size(), to < 0 ? node.size() + to : to);
                return node.isArray() && first < last ? IntStream.range(first, last).mapToObj(node::get) : Stream.empty();
            };
        }

        /// Quoted brackets count for nothing.
        private int closing() {
            int depth = 0;
            char quote = 0;
            for (int i = at; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else if (c == '[') {
                    depth++;
                } else if (c == ']' && --depth == 0) {
                    return i;
                }
            }
            throw new IllegalArgumentException("unterminated array in " + text);
        }
    }

    /// Keeps the items for which a comparison holds.
    private record Filter(JsonPath left, String operator, Optional<String> right) implements Step {

        private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");

        static Filter parse(String text) {
            for (String operator : OPERATORS) {
                int at = text.indexOf(operator);
                if (at > 0) {
                    String right = text.substring(at + operator.length()).strip();
                    boolean quoted = right.length() >= 2 && "'\"".indexOf(right.charAt(0)) >= 0;
                    return new Filter(place(text.substring(0, at)), operator, Optional.of(quoted ? right.substring(1, right.length() - 1) : right));
                }
            }
            return new Filter(place(text), "", Optional.empty());
        }

        private static JsonPath place(String text) {
            String path = text.strip();
            if (!path.startsWith("@")) {
                throw new IllegalArgumentException("a filter begins with @, not " + path);
            }
            return JsonPath.parse(path.substring(1));
        }

        @Override
        public Stream<JsonNode> from(JsonNode node) {
            return node.valueStream().filter(this::holds);
        }

        private boolean holds(JsonNode item) {
            Optional<JsonNode> found = left.first(item);
            if (found.isEmpty() || right.isEmpty()) {
                return found.isPresent();
            }
            String value = found.get().asText();
            return switch (operator) {
                case "==" -> value.equals(right.get());
                case "!=" -> !value.equals(right.get());
                default -> ordered(value, right.get());
            };
        }

        private boolean ordered(String value, String bound) {
            int compared;
            try {
                compared = new java.math.BigDecimal(value).compareTo(new java.math.BigDecimal(bound));
            } catch (NumberFormatException e) {
                compared = value.compareTo(bound);
            }
            return switch (operator) {
                case "<" -> compared < 0;
                case "<=" -> compared <= 0;
                case ">" -> compared > 0;
                default -> compared >= 0;
            };
        }
    }
}
