package dev.marina.labs.exam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Exam;
import java.util.Map;

/// What was reached in an exam. Pure.
///
/// @param percent by the tasks' weights, rounded down
record ExamScore(int percent, int points, int of, boolean passed) {

    /// @param earned points by the id of the task
    static ExamScore of(Exam exam, Map<String, Integer> earned) {
        double share = 0;
        int points = 0;
        int of = 0;
        int weights = exam.tasks().stream().mapToInt(Exam.ExamTask::weight).sum();
        for (Exam.ExamTask task : exam.tasks()) {
            int reached = earned.getOrDefault(task.id(), 0);
            points += reached;
            of += task.points();
            share += task.points() == 0 ? 0 : (double) task.weight() * reached / task.points();
        }
        // a third and two thirds are a whole
        int percent = (int) Math.floor(100 * share / weights + 1e-9);
        return new ExamScore(percent, points, of, percent >= exam.pass());
    }

    ObjectNode json(Exam exam) {
        return Document.mapper().createObjectNode().put("percent", percent).put("pass", exam.pass()).put("passed", passed).put("points", points).put("of", of);
    }
}
