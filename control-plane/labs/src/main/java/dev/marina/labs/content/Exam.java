package dev.marina.labs.content;

import java.util.List;
import java.util.Optional;

/// A timed set of labs, read and checked: no hints, no ticks while it runs, graded at its end.
///
/// @param minutes that there are for all tasks together
/// @param pass per cent of what can be reached from which on it is passed
public record Exam(String id, Texts title, Texts summary, int minutes, int pass, List<ExamTask> tasks) {

    /// A part of an exam.
    ///
    /// @param weight beside those of the other tasks
    /// @param goals ids of those of the lab's goals that count, in the lab's order
    /// @param ask what is to be done; a template of the lab's values
    public record ExamTask(String id, Lab lab, int weight, List<String> goals, Texts title, Texts ask) {

        /// What the run of the lab is called that this task is.
        ///
        /// @param examRun name of the attempt
        public String run(String examRun) {
            return examRun + "-" + id;
        }

        public List<Goal> counted() {
            return lab.goals().stream().filter(goal -> goals.contains(goal.id())).toList();
        }

        public int points() {
            return counted().stream().mapToInt(Goal::points).sum();
        }
    }

    public Optional<ExamTask> task(String task) {
        return tasks.stream().filter(each -> each.id().equals(task)).findFirst();
    }
}
