package dev.marina.apiserver.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.marina.apiserver.structural.Structural.ValidationRule;
import dev.marina.apiserver.structural.Yaml;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostEstimateTest {

    private record Costs(List<Long> most) implements ValidationRules.Problems {
        @Override
        public void add(String rule, ValidationRule stated, boolean ofMessage, String why) {
            throw new AssertionError(rule + ": " + why);
        }

        @Override
        public void addTransition(String rule, ValidationRule stated, String uncorrelated) {}

        @Override
        public void addNeedless(String rule) {}

        @Override
        public void addCost(String rule, boolean ofMessage, long cost) {
            most.add(cost);
        }
    }

    private static long cost(String schema) {
        Costs costs = new Costs(new ArrayList<>());
        ValidationRules.of(Yaml.schema(schema), "schema", costs);
        return costs.most().getLast();
    }

    /// @param cost as apiextensions-apiserver v0.36 (pkg/apiserver/schema/cel, Compile) estimates it
    /// @param times how often the value can stand in a request, by the same
    record Case(String schema, String rule, long cost, long times) {
        static Case parse(String line) {
            String[] parts = line.split(" \\| ");
            String rule = line.substring(parts[0].length() + 3, line.lastIndexOf(" | ", line.lastIndexOf(" | ") - 1));
            return new Case(parts[0], rule, Long.parseLong(parts[parts.length - 2]), Long.parseLong(parts[parts.length - 1]));
        }

        @Override
        public String toString() {
            return schema + " " + rule;
        }
    }

    static Stream<Case> cases() throws Exception {
        InputStream file = CostEstimateTest.class.getResourceAsStream("/cel/estimated-costs.txt");
        assertNotNull(file);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.lines().map(Case::parse).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWhatUpstreamEstimates(Case one) {
        String schema = one.schema().substring(0, one.schema().length() - 1) + ", x-kubernetes-validations: [{rule: \"" + one.rule().replace("\\", "\\\\")
                + "\"}]}";
        assertEquals(one.cost(), cost("{type: object, properties: {v: " + schema + "}}"));
        assertEquals(one.times(), LargestValues.of(Yaml.schema(one.schema()), false).orElseThrow().mostTimes());
    }

    @Test
    void whatStandsInAListCanBeThereAsOftenAsTheListHasItems() {
        String inner = "{type: string, maxLength: 5, x-kubernetes-validations: [{rule: \"self == 'abc'\"}]}";
        long one = cost(inner);
        assertEquals(7 * one, cost("{type: array, maxItems: 7, items: " + inner + "}"));
        assertEquals(7 * 3 * one, cost("{type: array, maxItems: 7, items: {type: object, maxProperties: 3, additionalProperties: " + inner + "}}"));
        assertEquals(LargestValues.LARGEST_REQUEST / 3 * one, cost("{type: array, items: " + inner + "}"));
    }
}
