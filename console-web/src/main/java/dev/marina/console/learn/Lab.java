package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A lab of the catalogue.
///
/// @param needs ids of labs to do before
/// @param nodes `none`, `any` or `real`
/// @param source of the cluster's own people that brings it; "" for the installation
record Lab(String id, Said title, Said summary, String course, Said courseTitle, int order, int minutes, List<String> needs, String nodes, int points,
        List<Step> steps, String source) {

    record Step(String id, Said title) {}

    static Lab of(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new Lab(object.path("metadata").path("name").asText(), Said.of(spec.path("title")), Said.of(spec.path("summary")),
                spec.path("course").asText(), Said.of(spec.path("courseTitle")), spec.path("order").asInt(), spec.path("minutes").asInt(),
                spec.path("needs").valueStream().map(JsonNode::asText).toList(), spec.path("nodes").asText(), spec.path("points").asInt(),
                spec.path("steps").valueStream().map(step -> new Step(step.path("id").asText(), Said.of(step.path("title")))).toList(),
                spec.path("source").asText(""));
    }
}
