package dev.marina.apiserver.structural;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages as kube-apiserver answers them.
class ValueCheckTest {

    private static List<String> errors(String schema, String value) {
        return ValueCheck.check(Yaml.node(value), Yaml.schema(schema), "spec").stream().map(error -> error.field() + ": " + error.message()).toList();
    }

    @Test
    void numbersHaveBounds() {
        assertEquals(List.of("spec: Invalid value: 9: spec in body should be less than or equal to 5"), errors("{type: integer, maximum: 5}", "9"));
        assertEquals(List.of("spec: Invalid value: 5: spec in body should be less than 5"), errors("{type: integer, maximum: 5, exclusiveMaximum: true}", "5"));
        assertEquals(List.of("spec: Invalid value: 0.5: spec in body should be greater than or equal to 1.5"), errors("{type: number, minimum: 1.5}", "0.5"));
        assertEquals(List.of("spec: Invalid value: 7: spec in body should be a multiple of 2"), errors("{type: integer, multipleOf: 2}", "7"));
        assertEquals(List.of(), errors("{type: integer}", "3.0"));
    }

    @Test
    void textsHaveLengthsPatternsAndFormats() {
        assertEquals(List.of("spec: Too long: may not be more than 2 bytes"), errors("{type: string, maxLength: 2}", "abc"));
        assertEquals(List.of("spec: Invalid value: \"a\": spec in body should be at least 2 chars long"), errors("{type: string, minLength: 2}", "a"));
        assertEquals(List.of("spec: Invalid value: \"B\": spec in body should match '^[a-z]+$'"), errors("{type: string, pattern: '^[a-z]+$'}", "B"));
        assertEquals(List.of("spec: Invalid value: \"x\": spec in body must be of type ipv4: \"x\""), errors("{type: string, format: ipv4}", "x"));
        assertEquals(List.of(), errors("{type: string, format: unheard-of}", "x"));
    }

    @Test
    void typesAreChecked() {
        assertEquals(List.of("spec: Invalid value: \"string\": spec in body must be of type integer: \"string\""), errors("{type: integer}", "x"));
        assertEquals(List.of("spec.a: Invalid value: \"null\": spec.a in body must be of type string: \"null\""),
                errors("{type: object, properties: {a: {type: string}}}", "{a: null}"));
        assertEquals(List.of("spec: Invalid value: \"boolean\": spec in body must be of type integer,string: \"boolean\""),
                errors("{x-kubernetes-int-or-string: true}", "true"));
    }

    @Test
    void objectsHaveRequiredAndCountedFields() {
        assertEquals(List.of("spec.a: Required value"), errors("{type: object, required: [a], properties: {a: {type: string}}}", "{}"));
        assertEquals(List.of("spec: Too many: 2: must have at most 1 items"),
                errors("{type: object, maxProperties: 1, additionalProperties: {type: string}}", "{a: x, b: y}"));
        assertEquals(List.of("spec: Invalid value: 0: spec in body should have at least 1 properties"), errors("{type: object, minProperties: 1}", "{}"));
    }

    @Test
    void valuesAreOutOfAList() {
        assertEquals(List.of("spec: Unsupported value: \"c\": supported values: \"a\", \"b\""), errors("{type: string, enum: [a, b]}", "c"));
    }

    @Test
    void alternativesAreTriedInTurn() {
        assertEquals(List.of("<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid alternatives"),
                errors("{type: object, oneOf: [{required: [a]}, {required: [b]}], properties: {a: {type: string}, b: {type: string}}}", "{a: x, b: y}"));
        assertEquals("<nil>: Invalid value: \"\": \"spec\" must validate at least one schema (anyOf)",
                errors("{type: object, anyOf: [{required: [a]}, {required: [b]}]}", "{}").getFirst());
        assertEquals(List.of("<nil>: Invalid value: \"\": \"spec\" must not validate the schema (not)"),
                errors("{type: object, not: {required: [a]}}", "{a: x}"));
    }

    @Test
    void whatAnUpdateLeavesIsNotHeldAgainstIt() {
        Structural schema = Yaml.schema("{type: object, properties: {a: {type: integer, maximum: 5}, b: {type: integer, maximum: 5}}}");
        JsonNode stored = Yaml.node("{a: 9, b: 1}");
        assertEquals(List.of(), ValueCheck.checkUpdate(Yaml.node("{a: 9, b: 2}"), stored, schema, ""));
        assertEquals(1, ValueCheck.checkUpdate(Yaml.node("{a: 8, b: 2}"), stored, schema, "").size());
    }

    /// Backtracking engines take hours for this.
    @Test
    void anEvilExpressionTakesNoTime() {
        assertEquals(1, errors("{type: string, pattern: '^(a+)+$'}", "a".repeat(50_000) + "b").size());
    }

    @Test
    void alternativesWithinAlternativesComeToAnEnd() {
        StringBuilder schema = new StringBuilder("{type: array, items: {type: object}");
        schema.append(", anyOf: [").append("{items: {required: [x]}},".repeat(2000)).append("{minItems: 1000000}]}");
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        var list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 10_000; i++) {
            list.add(item);
        }
        List<?> found = ValueCheck.check(list, Yaml.schema(schema.toString()), "spec");
        assertTrue(found.toString().contains("takes more than"), () -> found.getLast().toString());
    }
}
