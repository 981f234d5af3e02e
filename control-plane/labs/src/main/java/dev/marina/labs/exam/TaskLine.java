package dev.marina.labs.exam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Texts;

/// What is said of a task whether it is graded or not.
record TaskLine(String id, String lab, String run, String namespace, Texts title, int weight) {

    static TaskLine of(ExamRun run, Exam.ExamTask task, Filling filling) {
        String name = run.task(task);
        return new TaskLine(task.id(), task.lab().id(), name, filling.values().get(Filling.NAMESPACE), filling.texts(task.title()), task.weight());
    }

    void write(ObjectNode node) {
        node.put("id", id).put("lab", lab).put("run", run).put("namespace", namespace).put("weight", weight).set("title", title.json());
    }
}
