package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// How an exam stands: nothing but its phase before it is graded.
record ExamResult(String phase, Said message, boolean graded, int percent, int pass, boolean passed, List<Task> tasks) {

    record Task(Said title, int weight, int points, int of, List<Goal> goals) {}

    /// @param decided the version with which it took its state; "" where it stood so from the first
    record Goal(Said title, Run.State state, Said sees, int points, int earned, String decided) {}

    static ExamResult of(JsonNode object) {
        JsonNode status = object.path("status");
        JsonNode score = status.path("score");
        return new ExamResult(status.path("phase").asText("Starting"), Said.of(status.path("message")), score.isObject(), score.path("percent").asInt(),
                score.path("pass").asInt(), score.path("passed").asBoolean(), status.path("tasks").valueStream().map(ExamResult::task).toList());
    }

    private static Task task(JsonNode task) {
        return new Task(Said.of(task.path("title")), task.path("weight").asInt(), task.path("points").asInt(), task.path("of").asInt(),
                task.path("goals").valueStream()
                        .map(goal -> new Goal(Said.of(goal.path("title")), Run.State.of(goal.path("state").asText()), Said.of(goal.path("sees")),
                                goal.path("points").asInt(), goal.path("earned").asInt(), goal.path("decided").path("version").asText("")))
                        .toList());
    }
}
