package dev.marina.apiserver.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MergedSwaggerTest {

    private static final String LOCAL = """
            {"swagger":"2.0","paths":{"/api/v1/pods":{"get":{}}},"definitions":{"Meta":{"type":"object"},"Pod":{"properties":{"metadata":{"$ref":"#/definitions/Meta"}}}}}""";

    @Test
    void itsOwnPathsComeWithTheDefinitionsThatTheyNeed() {
        JsonNode merged = merged("""
                {"paths":{"/apis/a.example/v1/flunders":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/Flunder"}}}}}},
                 "definitions":{"Flunder":{"properties":{"metadata":{"$ref":"#/definitions/Meta"}}},"Meta":{"type":"object"},"Unused":{}}}""");

        assertEquals("Flunder, Meta, Pod", names(merged.path("definitions")));
        assertEquals("/api/v1/pods, /apis/a.example/v1/flunders", names(merged.path("paths")));
    }

    @Test
    void oneOfATakenNameGetsAnother() {
        JsonNode merged = merged("""
                {"paths":{"/apis/a.example/v1/flunders":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/Pod"}}}}}},
                 "definitions":{"Pod":{"properties":{"mine":{"$ref":"#/definitions/Pod"}}}}}""");

        assertEquals("Meta, Pod, Pod_v2", names(merged.path("definitions")));
        assertEquals("#/definitions/Pod_v2", merged.at("/definitions/Pod_v2/properties/mine/$ref").asText());
        assertEquals("#/definitions/Pod_v2", merged.at("/paths/~1apis~1a.example~1v1~1flunders/get/responses/200/schema/$ref").asText());
        assertEquals("#/definitions/Meta", merged.at("/definitions/Pod/properties/metadata/$ref").asText());
    }

    /// What a hostile server says of others' paths, and what it nests.
    @Test
    void whatIsNotItsOwnIsLeftOut() {
        JsonNode merged = merged("""
                {"paths":{"/api/v1/pods":{"get":{"description":"evil"}},"/api/v1/secrets":{"get":{}},"/apis/a.example/v1alpha1/x":{},"/apis/a.example/v1":{}},
                 "definitions":{"Meta":{"description":"evil"}}}""");

        assertEquals("/api/v1/pods, /apis/a.example/v1", names(merged.path("paths")));
        assertEquals("{}", merged.at("/paths/~1api~1v1~1pods/get").toString());
        assertEquals("{\"type\":\"object\"}", merged.at("/definitions/Meta").toString());
    }

    private static JsonNode merged(String further) {
        return MergedSwagger.of(document(LOCAL), List.of(new MergedSwagger.Further("/apis/a.example/v1", document(further).root())));
    }

    private static String names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).sorted().collect(Collectors.joining(", "));
    }

    private static Document document(String json) {
        return Document.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
