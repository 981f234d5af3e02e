package dev.marina.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.Structural.ValidationRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The rules (`x-kubernetes-validations`) of a schema and of everything in it, compiled.
/// apiextensions-apiserver's pkg/apiserver/schema/cel
public final class ValidationRules {

    /// As much as a rule may cost for one value, and all rules for one object.
    static final long MOST_PER_RULE = 1_000_000;
    static final long MOST_PER_OBJECT = 10_000_000;

    private final Structural schema;
    private final Optional<CelSchema> types;
    private final List<Rule> rules;
    private final Map<String, ValidationRules> properties;
    private final Optional<ValidationRules> items;
    private final Optional<ValidationRules> additional;

    private ValidationRules(Structural schema, Optional<CelSchema> types, List<Rule> rules, Map<String, ValidationRules> properties,
            Optional<ValidationRules> items,
            Optional<ValidationRules> additional) {
        this.schema = schema;
        this.types = types;
        this.rules = rules;
        this.properties = properties;
        this.items = items;
        this.additional = additional;
    }

    /// @param message makes the text of a refusal; empty where the rule has a fixed one
    private record Rule(ValidationRule stated, Expression expression, Optional<Expression> message, boolean transition) {}

    /// Told of what cannot be compiled, with its path in the schema.
    public interface Problems {
        /// @param rule the rule's own path
        void add(String rule, ValidationRule stated, boolean ofMessage, String why);

        void addTransition(String rule, ValidationRule stated, String uncorrelated);

        /// `optionalOldSelf` without an `oldSelf`.
        void addNeedless(String rule);

        /// What evaluating an expression for all of an object's values may cost.
        void addCost(String rule, boolean ofMessage, long most);

        /// For rules that were found right when they were written.
        Problems NONE = new Problems() {
            @Override
            public void add(String rule, ValidationRule stated, boolean ofMessage, String why) {
                throw new IllegalStateException("a stored rule cannot be compiled: %s: %s".formatted(rule, why));
            }

            @Override
            public void addTransition(String rule, ValidationRule stated, String uncorrelated) {
                throw new IllegalStateException("a stored rule compares what cannot be compared: " + rule);
            }

            @Override
            public void addNeedless(String rule) {}

            @Override
            public void addCost(String rule, boolean ofMessage, long most) {}
        };
    }

    /// Empty for a schema without rules. A rule that cannot be compiled is left out.
    public static Optional<ValidationRules> of(Structural schema, String path, Problems problems) {
        return node(schema, path, true, "", OptionalLong.of(1), problems);
    }

    private static Optional<ValidationRules> node(Structural schema, String path, boolean resource, String uncorrelated, OptionalLong times,
            Problems problems) {
        OptionalLong inside = inside(schema, times);
        Map<String, ValidationRules> properties = new HashMap<>();
        String beyond = schema.extensions().mapType().equals("atomic") && uncorrelated.isEmpty() ? path : uncorrelated;
        schema.properties().forEach((name, property) -> node(property, path + ".properties[" + name + "]", property.extensions().embedded(), beyond, inside,
                problems)
                .ifPresent(rules -> properties.put(name, rules)));
        String beyondItems = !schema.extensions().listType().equals("map") && uncorrelated.isEmpty() ? path : uncorrelated;
        Optional<ValidationRules> items = schema.items()
                .flatMap(each -> node(each, path + ".items", each.extensions().embedded(), beyondItems, inside, problems));
        Optional<ValidationRules> additional = schema.additional().flatMap(Structural.Additional::schema)
                .flatMap(each -> node(each, path + ".additionalProperties", each.extensions().embedded(), uncorrelated, inside, problems));
        if (schema.rules().isEmpty() && properties.isEmpty() && items.isEmpty() && additional.isEmpty()) {
            return Optional.empty();
        }
        Optional<CelSchema> types = schema.rules().isEmpty() ? Optional.empty() : Optional.of(new CelSchema(schema, resource));
        Optional<LargestValues> largest = schema.rules().isEmpty() ? Optional.empty() : LargestValues.of(schema, resource);
        long most = times.orElse(largest.map(LargestValues::mostTimes).orElse(1L));
        Compilers compilers = new Compilers(types, largest, new HashMap<>());
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < schema.rules().size(); i++) {
            rule(schema.rules().get(i), compilers, path + ".x-kubernetes-validations[" + i + "]", uncorrelated, most, problems).ifPresent(rules::add);
        }
        return Optional.of(new ValidationRules(schema, types, List.copyOf(rules), Map.copyOf(properties), items, additional));
    }

    /// How often what is in a value of this schema can be there; empty where no limit is stated.
    /// apiextensions-apiserver's pkg/apis/apiextensions/validation/cel_validation.go (extractMaxElements)
    private static OptionalLong inside(Structural schema, OptionalLong times) {
        OptionalLong each = switch (schema.type()) {
            case "array" -> schema.values().maxItems();
            case "object" -> schema.additional().isPresent() ? schema.values().maxProperties() : OptionalLong.of(1);
            default -> OptionalLong.of(1);
        };
        return times.isPresent() && each.isPresent() ? OptionalLong.of(Estimate.product(times.getAsLong(), each.getAsLong())) : OptionalLong.empty();
    }

    /// One for all rules about the same values; making it costs more than a rule.
    ///
    /// @param made by whether `oldSelf` may be missing
    private record Compilers(Optional<CelSchema> types, Optional<LargestValues> largest, Map<Boolean, CelCompiler> made) {
        CelCompiler of(boolean optionalOld) {
            return made.computeIfAbsent(optionalOld, _ -> Environment.of(types.orElseThrow(), optionalOld));
        }

        Optional<Estimate> size(List<String> path) {
            return largest.flatMap(values -> values.size(path.subList(1, path.size())));
        }
    }

    private static Optional<Rule> rule(ValidationRule stated, Compilers compilers, String path, String uncorrelated, long times, Problems problems) {
        CelCompiler compiler = compilers.of(stated.optionalOldSelf());
        Expression.Estimated compiled;
        try {
            compiled = Expression.compile(stated.rule(), compiler, Environment.RUNTIME, SimpleType.BOOL, compilers::size);
        } catch (Expression.Unusable e) {
            problems.add(path, stated, false, e.getMessage());
            return Optional.empty();
        }
        problems.addCost(path, false, Estimate.product(compiled.cost().most(), times));
        Expression expression = compiled.expression();
        boolean transition = expression.names("oldSelf");
        if (transition && !uncorrelated.isEmpty()) {
            problems.addTransition(path, stated, uncorrelated);
        }
        if (!transition && stated.optionalOldSelf()) {
            problems.addNeedless(path);
        }
        Optional<Expression> message = Optional.empty();
        if (!stated.messageExpression().isEmpty()) {
            try {
                Expression.Estimated text = Expression.compile(stated.messageExpression(), compiler, Environment.RUNTIME, SimpleType.STRING, compilers::size);
                problems.addCost(path, true, text.cost().most());
                message = Optional.of(text.expression());
            } catch (Expression.Unusable e) {
                problems.add(path, stated, true, "messageExpression " + e.getMessage());
            }
        }
        return Optional.of(new Rule(stated, expression, message, transition));
    }

    // -- evaluation

    /// @param stored what an update changes
    public List<FieldError> check(JsonNode value, Optional<JsonNode> stored) {
        Evaluation evaluation = new Evaluation();
        evaluation.node(this, value, stored, "");
        return evaluation.errors;
    }

    /// One object; ends when its budget does.
    private static final class Evaluation {

        private final List<FieldError> errors = new ArrayList<>();
        private long left = MOST_PER_OBJECT;

        void node(ValidationRules rules, JsonNode value, Optional<JsonNode> stored, String path) {
            if (value.isNull() || left < 0) {
                return;
            }
            if (!rules.rules.isEmpty()) {
                rules(rules, value, stored.filter(before -> !before.isNull()), path);
            }
            if (value.isObject()) {
                value.properties().forEach(entry -> {
                    String name = entry.getKey();
                    ValidationRules property = rules.properties.get(name);
                    boolean known = rules.schema.properties().containsKey(name);
                    ValidationRules inner = property != null ? property : known ? null : rules.additional.orElse(null);
                    if (inner != null) {
                        String at = known ? (path.isEmpty() ? name : path + "." + name) : path + "[" + name + "]";
                        node(inner, entry.getValue(), stored.map(before -> before.get(name)), at);
                    }
                });
            } else if (value.isArray() && rules.items.isPresent()) {
                Map<List<JsonNode>, JsonNode> before = stored.map(rules.schema::byKey).orElse(Map.of());
                for (int i = 0; i < value.size(); i++) {
                    JsonNode item = value.get(i);
                    node(rules.items.get(), item, before.isEmpty() ? Optional.empty() : Optional.ofNullable(before.get(rules.schema.key(item))),
                            path + "[" + i + "]");
                }
            }
        }

        private void rules(ValidationRules rules, JsonNode value, Optional<JsonNode> stored, String path) {
            CelSchema types = rules.types.orElseThrow();
            Object self = types.value(value);
            Optional<Object> oldSelf = stored.map(types::value);
            boolean unchanged = stored.filter(value::equals).isPresent();
            for (Rule rule : rules.rules) {
                boolean optional = rule.stated().optionalOldSelf();
                if (left < 0 || rule.transition() && oldSelf.isEmpty() && !optional) {
                    continue;
                }
                Map<String, Object> variables = new HashMap<>();
                variables.put("self", self);
                if (rule.transition()) {
                    variables.put("oldSelf", optional ? oldSelf : oldSelf.orElseThrow());
                }
                Expression.Result result = rule.expression().evaluate(variables, Math.min(left, MOST_PER_RULE));
                left -= result.cost();
                String shown = shown(rules.schema, value);
                switch (result) {
                    case Expression.Result.Value(Object holds, long _) -> {
                        if (!Boolean.TRUE.equals(holds) && !(unchanged && !rule.transition())) {
                            refuse(rule, variables, shown, path);
                        }
                    }
                    case Expression.Result.Failed(String why, long _) ->
                        invalid(path, rules.schema.type(), "%s evaluating rule: %s".formatted(why, text(rule.stated())));
                    case Expression.Result.TooDear _ -> {
                        invalid(path, rules.schema.type(),
                                "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: "
                                        + text(rule.stated()));
                        left = -1;
                    }
                }
                if (left <= 0 && result instanceof Expression.Result.Value) {
                    invalid(path, rules.schema.type(), "validation failed due to running out of cost budget, no further validation rules will be run");
                    left = -1;
                }
            }
        }

        private void refuse(Rule rule, Map<String, Object> variables, String shown, String path) {
            String message = rule.message().map(expression -> expression.evaluate(variables, Math.min(left, MOST_PER_RULE))).flatMap(result -> {
                left -= result.cost();
                return result instanceof Expression.Result.Value(Object text, long _) && text instanceof String words && !words.isBlank()
                        && !words.contains("\n")
                                ? Optional.of(words.strip())
                                : Optional.empty();
            }).orElseGet(() -> fixed(rule.stated()));
            String field = rule.stated().fieldPath().isEmpty()
                    ? path
                    : path + (path.isEmpty() ? rule.stated().fieldPath().substring(1) : rule.stated().fieldPath());
            String at = field.isEmpty() ? "<nil>" : field;
            errors.add(switch (rule.stated().reason()) {
                case "FieldValueForbidden" -> new FieldError("FieldValueForbidden", at, "Forbidden: " + message);
                case "FieldValueRequired" -> new FieldError("FieldValueRequired", at, "Required value: " + message);
                case "FieldValueDuplicate" -> new FieldError("FieldValueDuplicate", at, "Duplicate value" + (shown.isEmpty() ? "" : ": " + shown));
                default -> new FieldError("FieldValueInvalid", at, "Invalid value" + (shown.isEmpty() ? "" : ": " + shown) + ": " + message);
            });
        }

        private void invalid(String path, String type, String message) {
            errors.add(new FieldError("FieldValueInvalid", path.isEmpty() ? "<nil>" : path, "Invalid value: \"%s\": %s".formatted(type, message)));
        }

        private static String fixed(ValidationRule rule) {
            return rule.message().isBlank() ? "failed rule: " + rule.rule().strip() : rule.message().strip();
        }

        private static String text(ValidationRule rule) {
            return rule.message().isBlank() ? rule.rule().strip() : rule.message().strip();
        }

        /// Objects and lists are not repeated to their author.
        private static String shown(Structural schema, JsonNode value) {
            return schema.type().equals("object") || schema.type().equals("array") ? "" : value.toString();
        }
    }
}
