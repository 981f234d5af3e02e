package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one exam. What is wrong is collected with its place; an exam with a problem is none.
final class ExamReader {

    static final String FILE = "exam.yaml";

    private final LabSchema schema;
    private final LabFolder folder;
    private final LabProblems problems;
    private final LabCatalogue labs;

    ExamReader(LabSchema schema, LabFolder folder, LabCatalogue labs) {
        this.schema = schema;
        this.folder = folder;
        this.problems = folder.problems();
        this.labs = labs;
    }

    Optional<Exam> read() {
        return folder.read(FILE, schema).map(this::exam).filter(_ -> problems.none());
    }

    private Exam exam(JsonNode root) {
        return new Exam(folder.id(), Texts.of(root.path("title")), Texts.of(root.path("summary")), root.path("minutes").asInt(), root.path("pass").asInt(),
                tasks(root.path("tasks")));
    }

    private List<Exam.ExamTask> tasks(JsonNode list) {
        List<Exam.ExamTask> tasks = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode task = list.get(i);
            String field = "tasks[%d]".formatted(i);
            String id = task.path("id").asText();
            String name = task.path("lab").asText();
            if (!ids.add(id)) {
                problems.add(FILE, field + ".id", "is \"%s\", which stands twice; it must be the only one".formatted(id));
            }
            if (!used.add(name)) {
                problems.add(FILE, field + ".lab", "is \"%s\", which stands twice; a lab may be in an exam once".formatted(name));
            }
            labs.find(name).ifPresentOrElse(lab -> tasks.add(task(task, id, lab, field)),
                    () -> problems.add(FILE, field + ".lab", "is \"%s\"; it must be the id of a lab".formatted(name)));
        }
        return tasks;
    }

    private Exam.ExamTask task(JsonNode task, String id, Lab lab, String field) {
        if (!lab.faults().isEmpty()) {
            // what it breaks when a goal is met would tell that the goal is met
            problems.add(FILE, field + ".lab", "is \"%s\", which has faults; a lab of an exam must have none".formatted(lab.id()));
        }
        List<String> goals = task.has("goals")
                ? task.path("goals").valueStream().map(JsonNode::asText).toList()
                : lab.goals().stream().map(Goal::id).toList();
        goals.stream().filter(goal -> lab.goal(goal).isEmpty()).forEach(goal -> problems.add(FILE, field + ".goals",
                "has \"%s\"; it must be a goal of the lab: %s".formatted(goal, lab.goals().stream().map(Goal::id).toList())));
        Texts ask = Texts.of(task.path("ask"));
        Set<String> known = lab.example(id).values().keySet();
        List.of(ask.en(), ask.zh()).forEach(text -> Filling.asked(text).stream().filter(place -> !known.contains(place)).forEach(
                place -> problems.add(FILE, field + ".ask", "has a place ${%s}; there are only %s".formatted(place, known))));
        return new Exam.ExamTask(id, lab, task.path("weight").asInt(), goals, task.has("title") ? Texts.of(task.path("title")) : lab.title(), ask);
    }
}
