package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// An exam of the installation.
record Exam(String id, Said title, Said summary, int minutes, int pass, int tasks) {

    static List<Exam> all(JsonNode list) {
        return list.path("items").valueStream().map(exam -> {
            JsonNode spec = exam.path("spec");
            return new Exam(exam.path("metadata").path("name").asText(), Said.of(spec.path("title")), Said.of(spec.path("summary")),
                    spec.path("minutes").asInt(), spec.path("pass").asInt(), spec.path("tasks").size());
        }).toList();
    }
}
