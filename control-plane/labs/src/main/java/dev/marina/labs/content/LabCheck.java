package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Condition.History;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a schema cannot say: names that stand for one another, places for values, texts that have what the lab has.
final class LabCheck {

    private static final String FILE = ConditionReader.FILE;
    private static final int MOST_POINTS = 200;
    /// Of a lab of somebody's own. All of them are written down with each change of one.
    private static final int MOST_GOALS = 40;

    private final Lab lab;
    private final JsonNode yaml;
    private final LabProblems problems;

    LabCheck(Lab lab, JsonNode yaml, LabProblems problems) {
        this.lab = lab;
        this.yaml = yaml;
        this.problems = problems;
    }

    void run() {
        ids("steps", lab.steps().stream().map(Step::id));
        ids("steps[].goals", lab.goals().stream().map(Goal::id));
        ids("hints", lab.hints().stream().map(Hint::id));
        ids("predictions", lab.predictions().stream().map(Prediction::id));
        ids("faults", lab.faults().stream().map(Fault::id));
        references();
        values();
        texts();
        manifests();
        if (lab.goals().isEmpty()) {
            problems.add(FILE, "steps", "has no goal; a lab needs one at least");
        }
        if (lab.authored() && lab.goals().size() > MOST_GOALS) {
            problems.add(FILE, "steps", "there are %d goals; there may be %d at most".formatted(lab.goals().size(), MOST_GOALS));
        }
        if (lab.points() > MOST_POINTS) {
            problems.add(FILE, "steps", "there are %d points; there may be %d at most".formatted(lab.points(), MOST_POINTS));
        }
    }

    private void ids(String field, Stream<String> ids) {
        Set<String> seen = new HashSet<>();
        ids.filter(id -> !seen.add(id)).forEach(id -> problems.add(FILE, field, "the id \"%s\" stands twice; it must be the only one".formatted(id)));
    }

    private void references() {
        for (int i = 0; i < lab.hints().size(); i++) {
            goal("hints[%d].goal".formatted(i), lab.hints().get(i).goal());
        }
        for (int i = 0; i < lab.predictions().size(); i++) {
            goal("predictions[%d].until".formatted(i), lab.predictions().get(i).until());
        }
        for (int i = 0; i < lab.faults().size(); i++) {
            goal("faults[%d].at".formatted(i), lab.faults().get(i).at());
        }
        Set<String> before = new HashSet<>();
        for (Goal goal : lab.goals()) {
            if (goal.when().history() instanceof History.Always(String since, String until)) {
                Stream.of(since, until).filter(name -> !name.isEmpty() && !before.contains(name)).forEach(name -> problems.add(FILE,
                        "goal " + goal.id(), "names the goal \"%s\"; it must be one that stands before it".formatted(name)));
            }
            before.add(goal.id());
        }
    }

    private void goal(String field, String id) {
        if (lab.goal(id).isEmpty()) {
            problems.add(FILE, field, "is \"%s\"; it must be the id of a goal: %s".formatted(id, lab.goals().stream().map(Goal::id).toList()));
        }
    }

    /// Every place in any file has a value.
    private void values() {
        Map<String, String> known = lab.example(lab.id()).values();
        places(FILE, yaml.toString(), known);
        lab.text().forEach((language, text) -> Stream.concat(Stream.of(text.intro(), text.outro()),
                text.parts().stream().flatMap(part -> Stream.of(part.title(), part.body()))).forEach(body -> places(language + ".md", body, known)));
        lab.manifests().forEach(manifest -> places(manifest.file(), manifest.template(), known));
        if (lab.values().containsKey(Filling.NAMESPACE)) {
            problems.add(FILE, "values.namespace", "is the name of the run's namespace, which is nobody's to choose; the value must be called otherwise");
        }
        lab.values().forEach((name, rule) -> {
            JsonNode given = yaml.path("values").path(name);
            if (given.has("oneOf") == given.has("between")) {
                problems.add(FILE, "values." + name, "must have oneOf or between, and not both");
            }
            if (rule instanceof ValueRule.Between(int least, int most) && least > most) {
                problems.add(FILE, "values.%s.between".formatted(name), "is %d to %d; the first must not be the larger".formatted(least, most));
            }
        });
    }

    private void places(String file, String text, Map<String, String> known) {
        Filling.asked(text).stream().filter(name -> !known.containsKey(name)).forEach(name -> problems.add(file, "",
                "has a place ${%s}; there are only %s".formatted(name, known.keySet())));
    }

    private void texts() {
        Set<String> steps = lab.steps().stream().map(Step::id).collect(Collectors.toSet());
        lab.text().forEach((language, text) -> {
            List<String> parts = text.parts().stream().map(LabText.Part::id).toList();
            if (!parts.equals(lab.steps().stream().map(Step::id).toList())) {
                problems.add(language + ".md", "",
                        "has the parts %s; they must be the steps %s in their order, as headings such as \"## … {#%s}\"".formatted(parts,
                                lab.steps().stream().map(Step::id).toList(), steps.isEmpty() ? "id" : lab.steps().getFirst().id()));
            }
            if (text.outro().isEmpty()) {
                problems.add(language + ".md", "", "has no end; the last heading must be one with {#end}");
            }
        });
        List<List<String>> commands = lab.text().values().stream().map(LabText::commandsOnRealNodes).distinct().toList();
        if (commands.size() > 1) {
            problems.add("zh.md", "", "has other commands than en.md; blocks marked sh or sh real must be the same in all languages");
        }
    }

    private void manifests() {
        Filling example = lab.example(lab.id());
        lab.manifests().forEach(manifest -> {
            try {
                List<Document> objects = manifest.filled(example);
                if (lab.authored()) {
                    AuthoredManifest.check(manifest.file(), objects, problems);
                }
            } catch (IllegalArgumentException e) {
                problems.add(manifest.file(), "", e.getMessage());
            }
        });
    }
}
