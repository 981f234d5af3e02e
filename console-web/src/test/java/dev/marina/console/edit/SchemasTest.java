package dev.marina.console.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SchemasTest {

    @Test
    void aKindIsShownWithWhatItLeadsToAndNothingElse() throws Exception {
        var document = new ObjectMapper().readTree("""
                {"components":{"schemas":{
                "D":{"x-kubernetes-group-version-kind":[{"group":"apps","version":"v1","kind":"Deployment"}],"properties":{"s":{"allOf":[{"$ref":"#/components/schemas/S"}]}}},
                "S":{"items":{"$ref":"#/components/schemas/D"}},"Other":{}}}}""");

        var shown = Schemas.of(document, "apps", "v1", "Deployment").orElseThrow();

        assertEquals("D", shown.path("root").asText());
        Set<String> names = new TreeSet<>();
        shown.path("schemas").fieldNames().forEachRemaining(names::add);
        assertEquals(Set.of("D", "S"), names);
        assertTrue(Schemas.of(document, "", "v1", "Deployment").isEmpty());
        assertEquals("/openapi/v3/api/v1", Schemas.path("", "v1"));
        assertEquals("/openapi/v3/apis/apps/v1", Schemas.path("apps", "v1"));
    }
}
