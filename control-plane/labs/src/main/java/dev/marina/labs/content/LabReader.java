package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.labs.content.Lab.Course;
import dev.marina.labs.content.Lab.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads one lab. What is wrong is collected with its place; a lab with a problem is none.
final class LabReader {

    /// In which texts there are.
    static final List<String> LANGUAGES = List.of("en", "zh");

    private static final String FILE = ConditionReader.FILE;

    private final LabSchema schema;
    private final LabFolder folder;
    private final LabProblems problems;
    private final ConditionReader conditions;

    LabReader(LabSchema schema, LabFolder folder, ExpressionBudget budget) {
        this.schema = schema;
        this.folder = folder;
        this.problems = folder.problems();
        this.conditions = new ConditionReader(problems, budget);
    }

    Optional<Lab> read() {
        return folder.read(FILE, schema).map(this::checked).filter(_ -> problems.none());
    }

    private Lab checked(JsonNode root) {
        Lab lab = lab(root);
        new LabCheck(lab, root, problems).run();
        return lab;
    }

    private Lab lab(JsonNode root) {
        Map<String, ValueRule> values = new LinkedHashMap<>();
        root.path("values").properties().forEach(value -> values.put(value.getKey(), ValueRule.of(value.getValue())));
        Map<String, LabText> text = new LinkedHashMap<>();
        LANGUAGES.forEach(language -> folder.read(language + ".md").ifPresent(markdown -> text.put(language, LabText.parse(markdown))));
        return new Lab(folder.id(), Texts.of(root.path("title")), Texts.of(root.path("summary")), Course.of(root.path("course").asText()),
                root.path("order").asInt(), root.path("minutes").asInt(), strings(root.path("needs")),
                Nodes.valueOf(root.path("nodes").asText("any").toUpperCase(Locale.ROOT)), strings(root.path("scenarios")), values,
                manifests(root.path("start")), steps(root.path("steps")), hints(root.path("hints")), predictions(root.path("predictions")),
                faults(root.path("faults")), text, folder.source());
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private List<Manifest> manifests(JsonNode files) {
        return files.valueStream().flatMap(file -> manifest(file.asText()).stream()).toList();
    }

    private Optional<Manifest> manifest(String file) {
        return folder.read("manifests/" + file).map(text -> new Manifest("manifests/" + file, text));
    }

    private List<Step> steps(JsonNode list) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode step = list.get(i);
            String id = step.path("id").asText();
            List<Goal> goals = new ArrayList<>();
            for (int k = 0; k < step.path("goals").size(); k++) {
                JsonNode goal = step.path("goals").get(k);
                goals.add(new Goal(goal.path("id").asText(), id, Texts.of(goal.path("title")), goal.path("points").asInt(),
                        Duration.ofSeconds(goal.path("hold").asInt()), goal.path("partial").asBoolean(),
                        conditions.read(goal.path("when"), "steps[%d].goals[%d].when".formatted(i, k))));
            }
            steps.add(new Step(id, Texts.of(step.path("title")), manifests(step.path("state")), goals));
        }
        return steps;
    }

    private List<Hint> hints(JsonNode list) {
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode hint = list.get(i);
            Optional<Condition> when = hint.has("when")
                    ? Optional.of(conditions.read(hint.path("when"), "hints[%d].when".formatted(i)))
                    : Optional.empty();
            if (when.filter(Condition::asked).isPresent() || when.filter(each -> !(each.history() instanceof Condition.History.Now)).isPresent()) {
                problems.add(FILE, "hints[%d].when".formatted(i), "must be about objects or events as they are now");
            }
            hints.add(new Hint(hint.path("id").asText(), hint.path("goal").asText(), hint.path("price").asInt(), when, Texts.of(hint.path("say"))));
        }
        return hints;
    }

    private List<Prediction> predictions(JsonNode list) {
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode asked = list.get(i);
            String field = "predictions[%d]".formatted(i);
            if (asked.has("truth") == asked.has("measure")) {
                problems.add(FILE, field, "must have truth or measure, and not both");
            }
            Optional<Subject> measure = Optional.of(asked.path("measure")).filter(JsonNode::isObject)
                    .map(node -> conditions.subject(node, field + ".measure"));
            predictions.add(new Prediction(asked.path("id").asText(), asked.path("until").asText(), Texts.of(asked.path("ask")),
                    asked.path("choices").valueStream().map(each -> new Prediction.Choice(each.path("id").asText(), Texts.of(each.path("text")))).toList(),
                    asked.path("truth").asText(""), measure, conditions.expression(asked.path("measure"), "value", field + ".measure"),
                    asked.path("tolerance").asInt(), asked.path("points").asInt(), Texts.of(asked.path("because"))));
        }
        return predictions;
    }

    private List<Fault> faults(JsonNode list) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode fault = list.get(i);
            String field = "faults[%d]".formatted(i);
            if (fault.has("delete") == fault.has("apply")) {
                problems.add(FILE, field, "must have delete or apply, and not both");
            }
            Optional<Subject> delete = Optional.of(fault.path("delete")).filter(JsonNode::isObject)
                    .map(node -> conditions.subject(node, field + ".delete"));
            faults.add(new Fault(fault.path("id").asText(), fault.path("at").asText(), delete, fault.at("/delete/most").asInt(1),
                    fault.has("apply") ? manifest(fault.path("apply").asText()) : Optional.empty(), Texts.of(fault.path("say"))));
        }
        return faults;
    }
}
