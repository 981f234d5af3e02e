package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The tasks of an exam that is being written, and how much time is left by the server's clock.
record Paper(String phase, int remainingSeconds, Said title, int pass, List<Task> tasks) {

    /// @param phase `Starting`, `Running`, `Resetting` or `Refused`
    record Task(String id, String run, String namespace, Said title, Said ask, int weight, int points, String phase, Said message, List<Goal> goals) {}

    record Goal(String id, Said title, int points) {}

    static Paper of(JsonNode paper) {
        return new Paper(paper.path("phase").asText(), paper.path("remainingSeconds").asInt(), Said.of(paper.path("title")), paper.path("pass").asInt(),
                paper.path("tasks").valueStream()
                        .map(task -> new Task(task.path("id").asText(), task.path("run").asText(), task.path("namespace").asText(), Said.of(task.path("title")),
                                Said.of(task.path("ask")), task.path("weight").asInt(), task.path("points").asInt(), task.path("phase").asText(),
                                Said.of(task.path("message")),
                                task.path("goals").valueStream().map(
                                        goal -> new Goal(goal.path("id").asText(), Said.of(goal.path("title")), goal.path("points").asInt())).toList()))
                        .toList());
    }

    /// Whether nothing can be done any more.
    boolean over() {
        return List.of("Grading", "Graded", "Refused", "Void").contains(phase);
    }
}
