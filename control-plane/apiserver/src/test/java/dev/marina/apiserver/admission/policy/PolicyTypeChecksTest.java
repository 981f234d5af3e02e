package dev.marina.apiserver.admission.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.apiserver.cel.ObjectTypes;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.types.BuiltinTypes;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTypeChecksTest {

    private static final PolicyTypeChecks CHECKS = new PolicyTypeChecks(_ -> BuiltinTypes.tenant(),
            definition -> ObjectTypes.of(definition.schema(), BuiltinSchemas.load()));

    private static String warnings(String groups, String resources, String more, String expression) {
        String policy = """
                {"spec":{%s"matchConstraints":{"resourceRules":[{"apiGroups":[%s],"apiVersions":["v1"],"operations":["*"],"resources":[%s]}]},
                 "validations":[{"expression":%s}]}}""".formatted(more, groups, resources, Document.mapper().valueToTree(expression));
        return CHECKS.warnings(new ClusterId("0123456789abcdef"), Document.parse(policy.getBytes(StandardCharsets.UTF_8))).valueStream()
                .map(warning -> warning.path("fieldRef").asText() + ": " + warning.path("warning").asText()).collect(Collectors.joining());
    }

    @Test
    void aValueOfAnotherTypeIsToldAsUpstreamTellsIt() {
        assertEquals("""
                spec.validations[0].expression: apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'
                 | object.spec.replicas > "1"
                 | .....................^
                """, warnings("\"apps\"", "\"deployments\"", "", "object.spec.replicas > \"1\""));
    }

    @Test
    void everyTypeThatIsNamedIsCheckedInOrder() {
        assertEquals("""
                spec.validations[0].expression: /v1, Kind=Pod: ERROR: <input>:1:12: undefined field 'replicas'
                 | object.spec.replicas > 1
                 | ...........^

                apps/v1, Kind=DaemonSet: ERROR: <input>:1:12: undefined field 'replicas'
                 | object.spec.replicas > 1
                 | ...........^
                """, warnings("\"apps\",\"\"", "\"deployments\",\"daemonsets\",\"pods\"", "", "object.spec.replicas > 1"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            "object.spec.containers.all(c, c.image.startsWith('x'))                             | ``",
            "object.spec.containers.all(c, c.imag.startsWith('x'))                              | undefined field 'imag'",
            "object.spec.containers[0].livenessProbe.httpGet.port == 'web'                      | ``",
            "object.spec.containers[0].resources.limits['cpu'] == '1'                           | ``",
            "object.metadata.labels['a'] == 1                                                   | found no matching overload for '_==_' applied to '(string, int)'",
            "object.metadata.creationTimestamp < timestamp('2020-01-01T00:00:00Z')              | ``",
            "object.metadata.nam == 'x'                                                         | undefined field 'nam'",
            "oldObject.spec.nodename == 'x'                                                     | undefined field 'nodename'",
            "request.foo == 'x'                                                                 | undefined field 'foo'",
            "variables.spec.nodeName == 'x'                                                     | ``",
            "variables.spec.nodename == 'x'                                                     | undefined field 'nodename'",
            "variables.wrong == 1                                                               | ``",
            "params.data.a == 1                                                                 | found no matching overload for '_==_' applied to '(string, int)'",
            "authorizer.group('apps').resource('deployments').check('get').allowed()            | ``",
            "object.spec.replicas                                                               | undefined field 'replicas'",
            "object.spec.priority                                                               | ``"})
    void fieldsAndValuesAreHeldAgainstTheSchema(String expression, String wrong) {
        String found = warnings("\"\"", "\"pods\"", "\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},\"variables\":["
                + "{\"name\":\"spec\",\"expression\":\"object.spec\"},{\"name\":\"wrong\",\"expression\":\"object.nothing\"}],", expression);

        assertEquals(wrong, found.isEmpty() ? "" : found.lines().findFirst().orElseThrow().replaceFirst(".*ERROR: <input>:[0-9]+:[0-9]+: ", ""));
    }

    @Test
    void whoNamesEveryTypeIsToldOfNone() {
        assertEquals("", warnings("\"*\"", "\"pods\"", "", "object.nothing"));
        assertEquals("", warnings("\"\"", "\"*\"", "", "object.nothing"));
        assertEquals("", warnings("\"\"", "\"pods/status\"", "", "object.nothing"));
    }

    @Test
    void aTypeWithinItselfIsKnown() {
        JsonNode none = Document.mapper().nullNode();
        assertEquals("", warnings("\"apiextensions.k8s.io\"", "\"customresourcedefinitions\"", "",
                "object.spec.versions.all(v, v.schema.openAPIV3Schema.properties['a'].properties['b'].type == 'string')"), none::toString);
    }
}
