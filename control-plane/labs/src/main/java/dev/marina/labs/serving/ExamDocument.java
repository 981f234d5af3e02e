package dev.marina.labs.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.Filling;
import dev.marina.labs.run.LabRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// An exam, and the paper of one that is being written.
final class ExamDocument {

    private ExamDocument() {}

    static Document of(Exam exam) {
        return Document.object(LabDocument.VERSION, "Exam").with(exam.id(), "metadata", "name").edited(root -> {
            ObjectNode spec = root.putObject("spec");
            spec.set("title", exam.title().json());
            spec.set("summary", exam.summary().json());
            spec.put("minutes", exam.minutes()).put("pass", exam.pass());
            ArrayNode tasks = spec.putArray("tasks");
            exam.tasks().forEach(task -> tasks.addObject().put("id", task.id()).put("lab", task.lab().id()).put("weight", task.weight())
                    .put("points", task.points()).put("nodes", task.lab().nodes().name().toLowerCase(Locale.ROOT))
                    .set("title", task.lab().example(task.id()).texts(task.title()).json()));
        });
    }

    /// What a goal asks for is said, and nothing of how it stands.
    static Document paper(Exam exam, Document run, Function<String, Optional<Document>> tasks, Instant now) {
        Instant ends = Instant.parse(run.text("spec", "endsAt"));
        boolean open = run.text("status", "endedAt").isEmpty() && !run.at("spec", "finished").asBoolean();
        return Document.object(LabDocument.VERSION, "ExamPaper").with(run.name(), "metadata", "name").edited(root -> {
            root.put("phase", run.text("status", "phase")).put("now", now.truncatedTo(ChronoUnit.SECONDS).toString()).put("endsAt", ends.toString())
                    .put("remainingSeconds", open ? Math.max(0, Duration.between(now, ends).toSeconds()) : 0).put("pass", exam.pass());
            root.set("title", exam.title().json());
            ArrayNode list = root.putArray("tasks");
            exam.tasks().forEach(task -> task(list.addObject(), task, task.run(run.name()), tasks));
        });
    }

    private static void task(ObjectNode node, Exam.ExamTask task, String name, Function<String, Optional<Document>> tasks) {
        Optional<Document> made = tasks.apply(name);
        Filling filling = made.map(run -> LabRun.of(run, task.lab()).filling()).orElseGet(() -> task.lab().example(name));
        String phase = made.map(run -> run.text("status", "phase")).filter(text -> !text.isEmpty()).orElse("Starting");
        node.put("id", task.id()).put("run", name).put("namespace", filling.values().get(Filling.NAMESPACE)).put("weight", task.weight())
                .put("points", task.points()).put("phase", phase);
        node.set("title", filling.texts(task.title()).json());
        node.set("ask", made.isPresent() ? filling.texts(task.ask()).json() : Document.mapper().createObjectNode().put("en", "").put("zh", ""));
        made.filter(run -> run.has("status", "message")).ifPresent(run -> node.set("message", run.at("status", "message")));
        ArrayNode goals = node.putArray("goals");
        if (made.isPresent()) {
            task.counted()
                    .forEach(goal -> goals.addObject().put("id", goal.id()).put("points", goal.points()).set("title", filling.texts(goal.title()).json()));
        }
    }
}
