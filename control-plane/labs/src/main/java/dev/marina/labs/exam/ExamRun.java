package dev.marina.labs.exam;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.content.Exam;
import dev.marina.labs.run.LabRun;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.Optional;

/// An attempt at an exam as it is stored.
record ExamRun(Document document) {

    static final GroupVersionResource TYPE = new GroupVersionResource("learn.marina.dev", "v1", "examruns");
    static final GroupResource RUNS = TYPE.groupResource();

    String phase() {
        return document.text("status", "phase");
    }

    /// In which it began; "" before.
    String cluster() {
        return document.text("status", "cluster");
    }

    boolean handedIn() {
        return document.at("spec", "finished").asBoolean();
    }

    /// Real time.
    Instant endsAt() {
        return Instant.parse(document.text("spec", "endsAt"));
    }

    /// What was done until then counts.
    Instant endedAt() {
        return Instant.parse(document.text("status", "endedAt"));
    }

    /// What the run of the lab is called that this task is.
    String task(Exam.ExamTask task) {
        return task.run(document.name());
    }

    /// The run of a lab that is called so, whether it is the task or in its way.
    Optional<Document> called(Turn turn, Exam.ExamTask task) {
        return turn.snapshot().stored(new ObjectKey(turn.cluster(), LabRun.TYPE.groupResource(), "", task(task))).filter(stored -> !stored.opaque())
                .map(Stored::bytes).map(Document::parse);
    }

    /// The run of the lab that this task is.
    Optional<Document> made(Turn turn, Exam.ExamTask task) {
        return called(turn, task).filter(run -> run.text("spec", "exam").equals(document.name()));
    }
}
