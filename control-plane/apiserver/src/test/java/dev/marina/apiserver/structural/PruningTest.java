package dev.marina.apiserver.structural;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PruningTest {

    private static final Structural SCHEMA = Yaml.schema("""
            type: object
            properties:
              spec:
                type: object
                properties:
                  known: {type: string}
                  list: {type: array, items: {type: object, properties: {a: {type: string}}}}
                  map: {type: object, additionalProperties: {type: object, properties: {a: {type: string}}}}
                  free:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
                    properties: {strict: {type: object, properties: {a: {type: string}}}}
                  pod:
                    type: object
                    x-kubernetes-embedded-resource: true
                    properties: {spec: {type: object}}
            """);

    private static List<String> prune(ObjectNode object) {
        return Pruning.resource(object, SCHEMA);
    }

    @Test
    void whatTheSchemaDoesNotNameGoes() {
        ObjectNode object = Yaml.object("{apiVersion: a/v1, kind: K, metadata: {any: 1}, other: 1, spec: {known: a, unknown: 1}}");
        assertEquals(List.of("other", "spec.unknown"), prune(object));
        assertEquals(Yaml.node("{apiVersion: a/v1, kind: K, metadata: {any: 1}, spec: {known: a}}"), object);
    }

    @Test
    void listsAndMapsArePrunedWithin() {
        ObjectNode object = Yaml.object("{spec: {list: [{a: x}, {b: y}], map: {one: {a: x, b: y}}}}");
        assertEquals(List.of("spec.list[1].b", "spec.map.one.b"), prune(object));
    }

    @Test
    void whatIsKeptIsPrunedAgainWhereTheSchemaSaysMore() {
        ObjectNode object = Yaml.object("{spec: {free: {any: {thing: 1}, strict: {a: x, b: y}}}}");
        assertEquals(List.of("spec.free.strict.b"), prune(object));
    }

    @Test
    void anObjectInsideKeepsItsKindAndMetadata() {
        ObjectNode object = Yaml.object("{spec: {pod: {apiVersion: v1, kind: Pod, metadata: {name: x}, status: {}}}}");
        assertEquals(List.of("spec.pod.status"), prune(object));
    }
}
