package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.marina.api.Quantities;
import dev.marina.api.StatusException;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.cel.StateExpression;
import dev.marina.apiserver.endpoint.LabelSelector;
import dev.marina.labs.content.Condition.History;
import dev.marina.labs.content.Condition.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads conditions, whose shape the schema has found right.
final class ConditionReader {

    static final String FILE = "lab.yaml";
    private static final List<String> KINDS = List.of("object", "count", "event", "log", "probe", "outside", "usage", "access");
    private static final String VALUE = "\\$\\{[a-zA-Z0-9-]+}";
    private static final String NUMBER = "[0-9]{1,5}|\\$\\{[a-zA-Z0-9-]+}";

    private final LabProblems problems;
    private final ExpressionBudget budget;

    ConditionReader(LabProblems problems, ExpressionBudget budget) {
        this.problems = problems;
        this.budget = budget;
    }

    Condition read(JsonNode node, String field) {
        List<String> given = KINDS.stream().filter(node::has).toList();
        if (given.size() != 1) {
            problems.add(FILE, field, "has %s; it must have exactly one of %s".formatted(given.isEmpty() ? "none" : given, KINDS));
            return new Condition(new What.Told("none", "", "", ""), new History.Now(), Optional.empty());
        }
        What what = what(given.getFirst(), node, field);
        History history = history(node, field);
        Optional<Condition.See> see = Optional.of(node.path("see")).filter(JsonNode::isObject)
                .map(texts -> new Condition.See(sentence(texts, "en", field), sentence(texts, "zh", field)));
        if (what instanceof What.Of && see.isEmpty()) {
            problems.add(FILE, field + ".see", "is missing; what is there of the object has to be said in words");
        }
        if (!(history instanceof History.Now) && !(what instanceof What.Of || what instanceof What.Count)) {
            problems.add(FILE, field, "only object and count can have a history");
        }
        return new Condition(what, history, see);
    }

    private What what(String kind, JsonNode node, String field) {
        JsonNode value = node.path(kind);
        String below = field + "." + kind;
        return switch (kind) {
            case "object" -> new What.Of(subject(value, below), expression(node, "is", field));
            case "count" -> {
                number(node, "atLeast", field);
                number(node, "atMost", field);
                if (!node.has("atLeast") && !node.has("atMost")) {
                    problems.add(FILE, field + ".atLeast", "is missing; a count needs atLeast, atMost or both");
                }
                yield new What.Count(subject(value, below), expression(node, "where", field), node.path("atLeast").asText(""), node.path("atMost").asText(""));
            }
            case "event" -> new What.Told(value.path("reason").asText(), value.path("kind").asText(""), value.path("name").asText(""),
                    value.path("message").asText(""));
            case "log" -> {
                selector(value.path("selector").asText(), below + ".selector");
                regex(value.path("matches").asText(), below + ".matches");
                yield new What.Printed(value.path("selector").asText(), value.path("container").asText(""), value.path("matches").asText());
            }
            case "probe" -> {
                if (value.has("service") == value.has("pod")) {
                    problems.add(FILE, below, "must name a service or a pod, and not both");
                }
                yield new What.Answers(value.path("service").asText(""), value.path("pod").asText(""), value.path("port").asText(),
                        value.path("path").asText("/"), value.path("contains").asText(""));
            }
            case "outside" -> outside(value, below);
            case "usage" -> usage(value, below);
            case "access" -> access(value, below);
            default -> throw new IllegalStateException("a condition of kind " + kind);
        };
    }

    private What outside(JsonNode value, String field) {
        if (value.has("service") == value.has("host")) {
            problems.add(FILE, field, "must name a service or a host, and not both");
        }
        if (value.has("service") && !value.has("port")) {
            problems.add(FILE, field + ".port", "is missing; a Service is asked at one of its ports");
        }
        boolean tcp = value.path("tcp").asBoolean();
        if (tcp && (value.has("path") || value.has("contains") || value.has("host"))) {
            problems.add(FILE, field + ".tcp", "is true, which asks for a connection alone; there is no path, host or text then");
        }
        return new What.Reached(value.path("service").asText(""), value.path("port").asText(""), value.path("host").asText(""),
                value.path("path").asText("/"), value.path("contains").asText(""), tcp);
    }

    private What usage(JsonNode value, String field) {
        selector(value.path("selector").asText(), field + ".selector");
        if (!value.has("atLeast") && !value.has("atMost")) {
            problems.add(FILE, field + ".atLeast", "is missing; usage needs atLeast, atMost or both");
        }
        for (String bound : List.of("atLeast", "atMost")) {
            String given = value.path(bound).asText("");
            if (!given.isEmpty() && !given.matches(VALUE) && !Quantities.valid(given)) {
                problems.add(FILE, field + "." + bound, "is \"%s\"; it must be a quantity such as 200m or a value such as ${most}".formatted(given));
            }
        }
        return new What.Uses(value.path("selector").asText(), value.path("container").asText(""), value.path("resource").asText(),
                value.path("together").asBoolean(), value.path("atLeast").asText(""), value.path("atMost").asText(""));
    }

    private What access(JsonNode value, String field) {
        if (value.has("user") == value.has("serviceAccount")) {
            problems.add(FILE, field, "must name a user or a serviceAccount, and not both");
        }
        if (!value.has("allowed") && !value.has("denied")) {
            problems.add(FILE, field + ".allowed", "is missing; access needs allowed, denied or both");
        }
        return new What.Permits(value.path("user").asText(""), value.path("serviceAccount").asText(""),
                value.path("groups").valueStream().map(JsonNode::asText).toList(), value.path("namespace").asText(""), acts(value, "allowed", field),
                acts(value, "denied", field));
    }

    private List<Act> acts(JsonNode value, String name, String field) {
        List<Act> acts = new ArrayList<>();
        value.path(name).forEach(each -> Act.parse(each.asText()).ifPresentOrElse(acts::add, () -> problems.add(FILE, field + "." + name,
                "has \"%s\"; it must be a verb and a resource such as \"get deployments.apps\"".formatted(each.asText()))));
        return acts;
    }

    Subject subject(JsonNode node, String field) {
        Subject subject = Subject.of(node);
        selector(subject.selector(), field + ".selector");
        return subject;
    }

    private History history(JsonNode node, String field) {
        if (node.has("inOrder")) {
            List<StateExpression> expressions = new ArrayList<>();
            for (int i = 0; i < node.path("inOrder").size(); i++) {
                compiled(node.path("inOrder").get(i).asText(), "%s.inOrder[%d]".formatted(field, i)).ifPresent(expressions::add);
            }
            if (!node.has("object")) {
                problems.add(FILE, field + ".inOrder", "is about one object: it needs `object`");
            }
            return new History.InOrder(expressions);
        }
        if (!node.path("always").asBoolean()) {
            return new History.Now();
        }
        if (!node.has("until")) {
            problems.add(FILE, field + ".until", "is missing; what has to be so always is judged when that goal is met");
        }
        return new History.Always(node.path("since").asText(""), node.path("until").asText(""));
    }

    private void number(JsonNode node, String name, String field) {
        String value = node.path(name).asText("");
        if (node.has(name) && !value.matches(NUMBER)) {
            problems.add(FILE, field + "." + name, "is \"%s\"; it must be a number or a value such as ${replicas}".formatted(value));
        }
    }

    private void selector(String selector, String field) {
        try {
            if (!selector.isEmpty()) {
                LabelSelector.parse(selector.replaceAll("\\$\\{[a-zA-Z0-9-]+}", "x"));
            }
        } catch (StatusException e) {
            problems.add(FILE, field, "is \"%s\"; it must be a label selector such as app=web: %s".formatted(selector, e.getMessage()));
        }
    }

    private void regex(String pattern, String field) {
        try {
            Pattern.compile(pattern.replaceAll("\\$\\{[a-zA-Z0-9-]+}", "x"));
        } catch (PatternSyntaxException e) {
            problems.add(FILE, field, "is \"%s\"; it must be a regular expression: %s".formatted(pattern, e.getMessage()));
        }
    }

    Optional<StateExpression> expression(JsonNode node, String name, String field) {
        return node.has(name) ? compiled(node.path(name).asText(), field + "." + name) : Optional.empty();
    }

    private Optional<StateExpression> compiled(String text, String field) {
        if (Stream.of("${").anyMatch(text::contains)) {
            problems.add(FILE, field, "has a place of the form ${…}; an expression reads values as values.name");
            return Optional.empty();
        }
        if (tooMany(1, field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StateExpression.compile(text));
        } catch (Expression.Unusable e) {
            problems.add(FILE, field, "is \"%s\"; it must be an expression in CEL: %s".formatted(text, e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean tooMany(int more, String field) {
        if (budget.take(more)) {
            return false;
        }
        problems.add(FILE, field, "is an expression too many; there must be %d at most".formatted(budget.most()));
        return true;
    }

    private Sentence sentence(JsonNode texts, String language, String field) {
        if (tooMany(Sentence.expressions(texts.path(language).asText("")), "%s.see.%s".formatted(field, language))) {
            return Sentence.PLAIN;
        }
        try {
            return Sentence.compile(texts.path(language).asText(""));
        } catch (Expression.Unusable e) {
            problems.add(FILE, "%s.see.%s".formatted(field, language), "what stands in braces must be an expression in CEL: " + e.getMessage());
            return Sentence.PLAIN;
        }
    }
}
