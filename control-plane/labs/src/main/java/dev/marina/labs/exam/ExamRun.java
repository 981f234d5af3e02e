package dev.marina.labs.exam;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.labs.content.Exam;
import java.time.Instant;

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

    /// The run of the lab that this task is.
    String task(Exam.ExamTask task) {
        return document.name() + "-" + task.id();
    }
}
