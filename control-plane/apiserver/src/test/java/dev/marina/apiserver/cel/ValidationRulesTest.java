package dev.marina.apiserver.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.marina.apiserver.structural.Structural.ValidationRule;
import dev.marina.apiserver.structural.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidationRulesTest {

    private static final String SHAPE = """
            type: object
            properties:
              size: {type: integer}
              theme: {type: string}
              when: {type: string, format: date-time}
              port: {x-kubernetes-int-or-string: true}
              weights: {type: object, additionalProperties: {type: integer}}
              hosts: {type: array, items: {type: string}}
              named: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, properties: {name: {type: string}, n: {type: integer}}}}
              my-field: {type: string}
            x-kubernetes-validations:
            - rule: >-
                %s
            """;

    private static final class Found implements ValidationRules.Problems {

        private final List<String> texts = new ArrayList<>();

        @Override
        public void add(String rule, ValidationRule stated, boolean ofMessage, String why) {
            texts.add(rule + ": " + why);
        }

        @Override
        public void addTransition(String rule, ValidationRule stated, String uncorrelated) {
            texts.add(rule + " within " + uncorrelated);
        }

        @Override
        public void addNeedless(String rule) {
            texts.add(rule + " needless");
        }

        @Override
        public void addCost(String rule, boolean ofMessage, long most) {}
    }

    private static String problems(String rule) {
        Found found = new Found();
        ValidationRules.of(Yaml.schema(SHAPE.formatted(rule)), "schema", found);
        return String.join("\n", found.texts);
    }

    private static List<String> check(String schema, JsonNode value, Optional<JsonNode> stored) {
        Found found = new Found();
        ValidationRules rules = ValidationRules.of(Yaml.schema(schema), "schema", found).orElseThrow();
        assertEquals(List.of(), found.texts);
        return rules.check(value, stored).stream().map(error -> error.field() + ": " + error.message()).toList();
    }

    private static boolean holds(String rule, String value) {
        return check(SHAPE.formatted(rule), Yaml.node(value), Optional.empty()).isEmpty();
    }

    @Test
    void fieldsHaveTheTypesOfTheSchema() {
        assertTrue(holds("self.size < 4 || self.theme == 'dark'", "{size: 3, theme: light}"));
        assertTrue(!holds("self.size < 4 || self.theme == 'dark'", "{size: 5, theme: light}"));
        assertTrue(holds("!has(self.theme)", "{size: 5}"));
        assertTrue(holds("self.?theme.orValue('x') == 'x'", "{}"));
        assertTrue(holds("self.when > timestamp('2020-01-01T00:00:00Z')", "{when: '2024-01-01T00:00:00Z'}"));
        assertTrue(holds("type(self.port) == int ? self.port < 10 : self.port.matches('%$')", "{port: '5%'}"));
        assertTrue(holds("self.weights.all(k, self.weights[k] > 0)", "{weights: {a: 1, b: 2}}"));
        assertTrue(holds("self.named.exists_one(x, x.name == 'a' && x.n == 1)", "{named: [{name: a, n: 1}, {name: b, n: 1}]}"));
        assertTrue(holds("self.my__dash__field == 'x'", "{my-field: x}"));
    }

    @Test
    void kubernetesFunctionsAreThere() {
        assertTrue(holds("self.hosts.isSorted() && self.hosts.indexOf('b') == 1 && self.hosts.min() == 'a'", "{hosts: [a, b]}"));
        assertTrue(holds("self.theme.find('[0-9]+') == '12' && self.theme.findAll('[0-9]') == ['1', '2']", "{theme: ab12}"));
        assertTrue(
                holds("quantity(self.theme).isGreaterThan(quantity('1500Mi')) && quantity('1k') == quantity('1000') && isQuantity('1Gi')", "{theme: 1.5Gi}"));
        assertTrue(holds("isIP(self.theme) && ip(self.theme).family() == 4 && cidr('10.0.0.0/8').containsIP(self.theme)", "{theme: 10.1.2.3}"));
        assertTrue(
                holds("url(self.theme).getHost() == 'a.example:8080' && url(self.theme).getQuery()['x'] == ['1']", "{theme: 'https://a.example:8080/p?x=1'}"));
        assertTrue(holds("'%s is %d'.format([self.theme, self.size]) == 'x is 3'", "{theme: x, size: 3}"));
        assertTrue(holds("self.hosts.join(',').replace('a', 'b') == 'b,b' && [1, 2, 3].sum() == 6", "{hosts: [a, b]}"));
        assertTrue(holds("sets.contains(self.hosts, ['a'])", "{hosts: [a, b]}"));
        assertTrue(holds("lists.range(3) == [0, 1, 2] && lists.range(-1) == []", "{}"));
        assertTrue(holds("[[1], [[2]]].flatten() == [1, [2]] && [[1], [[2]]].flatten(2) == [1, 2]", "{}"));
        assertTrue(holds("self.hosts.sortBy(x, x)[0] == 'a' && self.hosts.distinct().size() == 2", "{hosts: [b, a]}"));
        assertTrue(holds("['b', 'a'].sortBy(x, bytes(x)) == ['a', 'b'] && [3, 1, 2].sortBy(x, -x) == [3, 2, 1]", "{}"));
    }

    /// What other programs' CEL has and Kubernetes' has not: a rule with it would not be taken there.
    @Test
    void functionsThatKubernetesHasNotAreUnheardOf() {
        assertTrue(problems("cel.bind(x, self.size, x > 1)").contains("undeclared reference to 'cel'"));
        assertTrue(problems("self.theme.reverse() == 'x'").contains("no matching overload for 'reverse'"));
    }

    @Test
    void listsThatAreMadeHaveAnEnd() {
        assertTrue(!holds("lists.range(9000000).size() > 0", "{}"));
        assertTrue(!holds("lists.range(500000).map(x, [1, 2, 3]).flatten().size() > 0", "{}"));
    }

    @Test
    void whatCannotBeCompiledIsToldByName() {
        assertTrue(problems("self.nothing == 1").contains("undefined field 'nothing'"));
        assertTrue(problems("self.size == 'a'").contains("no matching overload for '_==_'"));
        assertTrue(problems("self.theme.unheardOf()").contains("undeclared reference to 'unheardOf'"));
        assertEquals("schema.x-kubernetes-validations[0]: cel expression must evaluate to a bool", problems("self.size"));
    }

    @Test
    void aRefusalSaysWhyAndWhere() {
        String schema = """
                type: object
                properties:
                  a: {type: string, x-kubernetes-validations: [{rule: "self == 'x'", message: must be x, reason: FieldValueForbidden}]}
                  b: {type: integer, x-kubernetes-validations: [{rule: "self > 1", messageExpression: "'got ' + string(self)"}]}
                x-kubernetes-validations: [{rule: "has(self.c)", fieldPath: .c, reason: FieldValueRequired}]
                """;
        assertEquals(List.of("c: Required value: failed rule: has(self.c)", "a: Forbidden: must be x", "b: Invalid value: 1: got 1"),
                check(schema.replace("properties:\n", "properties:\n  c: {type: string}\n"), Yaml.node("{a: y, b: 1}"), Optional.empty()));
    }

    @Test
    void transitionRulesCompareWithWhatIsStored() {
        String schema = "{type: object, properties: {a: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: fixed}]}}}";
        assertEquals(List.of(), check(schema, Yaml.node("{a: x}"), Optional.empty()));
        assertEquals(List.of("a: Invalid value: \"y\": fixed"), check(schema, Yaml.node("{a: y}"), Optional.of(Yaml.node("{a: x}"))));
        String optional = "{type: object, properties: {a: {type: string, x-kubernetes-validations: [{rule: 'oldSelf.hasValue() || self == \"new\"', optionalOldSelf: true}]}}}";
        assertEquals(1, check(optional, Yaml.node("{a: x}"), Optional.empty()).size());
        assertEquals(List.of(), check(optional, Yaml.node("{a: x}"), Optional.of(Yaml.node("{a: y}"))));
    }

    @Test
    void oldItemsOfAListWithoutKeysCannotBeFound() {
        Found found = new Found();
        ValidationRules.of(Yaml.schema("{type: array, items: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}"), "schema", found);
        assertEquals(List.of("schema.items.x-kubernetes-validations[0] within schema"), found.texts);
    }

    @Test
    void whatAnUpdateLeavesIsNotHeldAgainstIt() {
        String schema = "{type: object, properties: {a: {type: integer, x-kubernetes-validations: [{rule: self < 5}]}, b: {type: string}}}";
        assertEquals(List.of(), check(schema, Yaml.node("{a: 9, b: new}"), Optional.of(Yaml.node("{a: 9, b: old}"))));
    }

    private static JsonNode hosts(int count) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < count; i++) {
            list.add("host-" + i);
        }
        return JsonNodeFactory.instance.objectNode().set("hosts", list);
    }

    @Test
    void anExpressionThatCostsTooMuchIsStopped() {
        for (String rule : List.of("self.hosts.all(x, self.hosts.all(y, x != y || x == y))", "self.hosts.all(x, self.hosts == self.hosts)",
                "self.hosts.map(x, self.hosts.join(x)).size() > 0")) {
            List<String> errors = check(SHAPE.formatted(rule), hosts(20_000), Optional.empty());
            assertTrue(errors.toString().contains("cost limit exceeded"), () -> rule + ": " + errors);
        }
    }

    /// The evaluator takes exceptions for values of `&&`, which is what `all` is made of, and would go on to the end.
    @Test
    void theEndIsNotTakenForAValue() {
        String ten = "[1,2,3,4,5,6,7,8,9,0]";
        String rule = "%s.all(a, %s.all(b, %s.all(c, %s.all(d, %s.all(e, %s.all(f, %s.all(g, a+b+c+d+e+f+g >= 0)))))))".replace("%s", ten);
        List<String> errors = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> check(SHAPE.formatted(rule), Yaml.node("{}"), Optional.empty()));
        assertTrue(errors.toString().contains("cost limit exceeded"), errors::toString);
    }

    @Test
    void textsDoNotGrowWithoutEnd() {
        String doubled = "'aaaaaaaaaa'";
        for (int i = 0; i < 10; i++) {
            doubled = "%s.replace('a', 'aaaaaaaaaa')".formatted(doubled);
        }
        List<String> errors = check(SHAPE.formatted(doubled + ".size() > 0"), Yaml.node("{}"), Optional.empty());
        assertTrue(errors.toString().contains("cost limit exceeded"), errors::toString);
    }
}
