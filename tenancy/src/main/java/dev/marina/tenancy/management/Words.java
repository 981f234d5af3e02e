package dev.marina.tenancy.management;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;

/// A text in the languages that labs have.
@JsonIgnoreProperties(ignoreUnknown = true)
public record Words(String en, String zh) {

    static Words of(JsonNode texts) {
        return new Words(texts.path("en").asText(), texts.path("zh").asText());
    }
}
