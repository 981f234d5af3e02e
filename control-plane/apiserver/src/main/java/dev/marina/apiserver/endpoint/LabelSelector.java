package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.store.LabelTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The text form of label selectors: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
public record LabelSelector(List<Requirement> requirements) {

    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());
    private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
    private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALS = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*" + KEY);

    record Requirement(String key, Operator operator, Set<String> values) {
        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
            };
        }
    }

    enum Operator {
        IN, NOT_IN, EXISTS, ABSENT
    }

    public static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            requirements.add(requirement(part.strip(), text));
        }
        return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements);
    }

    private static Requirement requirement(String part, String whole) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values = Arrays.stream(set.group(3).split(",")).map(String::strip).collect(Collectors.toSet());
            return new Requirement(set.group(1), set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN, values);
        }
        Matcher equals = EQUALS.matcher(part);
        if (equals.matches()) {
            return new Requirement(equals.group(1), equals.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN, Set.of(equals.group(3)));
        }
        Matcher exists = EXISTS.matcher(part);
        if (exists.matches()) {
            return new Requirement(exists.group(2), exists.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT, Set.of());
        }
        throw StatusException.badRequest("unable to parse requirement: label selector \"%s\" is not understood at \"%s\"".formatted(whole, part));
    }

    /// As objects have it in fields of their own.
    public Document toDocument() {
        return Document.empty().edited(root -> {
            ArrayNode expressions = root.putArray("matchExpressions");
            for (Requirement requirement : requirements) {
                ObjectNode expression = expressions.addObject().put("key", requirement.key).put("operator", switch (requirement.operator) {
                    case IN -> "In";
                    case NOT_IN -> "NotIn";
                    case EXISTS -> "Exists";
                    case ABSENT -> "DoesNotExist";
                });
                requirement.values.stream().sorted().forEach(expression.withArray("values")::add);
            }
        });
    }

    /// At commas outside of parentheses.
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && (depth == 0 || i == text.length())) {
                if (!text.substring(start, i).isBlank()) {
                    parts.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return parts;
    }

    public boolean everything() {
        return requirements.isEmpty();
    }

    /// Asked of each of very many objects.
    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /// What says that a label has to be there.
    List<LabelTerm> terms() {
        List<LabelTerm> terms = new ArrayList<>();
        for (Requirement requirement : requirements) {
            switch (requirement.operator) {
                case IN -> terms.add(new LabelTerm(requirement.key, requirement.values));
                case EXISTS -> terms.add(new LabelTerm(requirement.key, Set.of()));
                case NOT_IN, ABSENT -> {
                }
            }
        }
        return terms;
    }
}
