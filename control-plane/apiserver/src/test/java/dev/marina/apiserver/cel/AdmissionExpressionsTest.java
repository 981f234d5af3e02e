package dev.marina.apiserver.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.Document;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.OutOfBudget;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionExpressionsTest {

    private static final JsonNode DEPLOYMENT = json("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"team":"a"}},
             "spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"c","image":"nginx:1.27"}]}}}}""");
    private static final JsonNode REQUEST = json("""
            {"operation":"CREATE","name":"web","userInfo":{"username":"alice","groups":["dev"]},"kind":{"kind":"Deployment"},"dryRun":false}""");
    private static final JsonNode NAMESPACE = json("{\"metadata\":{\"name\":\"default\",\"labels\":{\"env\":\"prod\"}}}");

    private static JsonNode json(String text) {
        return Document.parse(text.getBytes(StandardCharsets.UTF_8)).root();
    }

    private static final class Asked implements Authorizing {
        private final List<Question> questions = new ArrayList<>();
        private String who = "alice";

        @Override
        public Answer ask(Question question) {
            questions.add(question);
            return new Answer(question.verb().equals("create"), "because of " + who);
        }

        @Override
        public Authorizing serviceAccount(String namespace, String name) {
            Asked other = new Asked();
            other.who = namespace + "/" + name;
            return other;
        }
    }

    private final Asked asked = new Asked();
    private final AdmissionExpressions expressions = new AdmissionExpressions(true);

    private Evaluation evaluation(Optional<JsonNode> params, Budget budget) {
        return new AdmissionInput(DEPLOYMENT, MissingNode.getInstance(), REQUEST, NAMESPACE, asked,
                new Authorizing.Question("", "apps", "deployments", "", "default", "web", "")).evaluation(expressions.variables(), params, budget);
    }

    private String value(Yields yields, String text) throws Exception {
        return switch (evaluation(Optional.of(json("{\"max\":5}")), new Budget.Request().forBinding())
                .evaluate(text, expressions.compile(text, yields, true))) {
            case Outcome.Value(JsonNode value) -> value.toString();
            case Outcome.Failed(String why) -> "failed: " + why;
        };
    }

    private String refused(Yields yields, String text) {
        return assertThrows(Expression.Unusable.class, () -> expressions.compile(text, yields, true)).getMessage();
    }

    @Test
    void expressionsSeeTheRequest() throws Exception {
        assertEquals("true", value(Yields.BOOL, "object.spec.replicas > 1 && object.spec.replicas <= params.max"));
        assertEquals("true", value(Yields.BOOL, "oldObject == null && request.operation == 'CREATE' && request.userInfo.groups.exists(g, g == 'dev')"));
        assertEquals("true", value(Yields.BOOL, "namespaceObject.metadata.labels['env'] == 'prod'"));
        assertEquals("\"3 of web\"", value(Yields.STRING, "string(object.spec.replicas) + ' of ' + object.metadata.name"));
        assertEquals("true", value(Yields.BOOL, "has(object.spec.paused) == false && !has(request.subResource)"));
    }

    @Test
    void whatIsNotThereIsAnErrorOfTheExpression() throws Exception {
        assertEquals("failed: expression 'object.spec.paused == true' resulted in error: no such key: paused",
                value(Yields.BOOL, "object.spec.paused == true"));
        assertEquals("true", value(Yields.BOOL, "object.spec.paused || true"));
    }

    @Test
    void whatCannotBeCompiledIsToldInUpstreamsWords() {
        assertTrue(refused(Yields.BOOL, "object.spec.replicas").startsWith("must evaluate to bool but got dyn"));
        assertTrue(refused(Yields.STRING_OR_NULL, "1").startsWith("must evaluate to one of [string null_type] but got int"));
        assertTrue(refused(Yields.BOOL, "nobody.knows").startsWith("compilation failed: ERROR: <input>:1:1: undeclared reference to 'nobody'"));
        assertTrue(refused(Yields.BOOL, "request.nothing == 1").contains("undefined field 'nothing'"));
        assertThrows(Expression.Unusable.class, () -> new AdmissionExpressions(false).compile("params.max > 1", Yields.BOOL, true));
        assertThrows(Expression.Unusable.class, () -> expressions.compile("authorizer.path('/x').check('get').allowed()", Yields.BOOL, false));
    }

    @Test
    void variablesAreMadeOfEarlierOnesWhenTheyAreNamed() throws Exception {
        expressions.variable("replicas", "object.spec.replicas");
        expressions.variable("odd", "variables.replicas % 2 == 1");
        expressions.variable("broken", "object.spec.nothing");
        assertEquals("true", value(Yields.BOOL, "variables.odd && variables.replicas == 3"));
        assertEquals("failed: expression 'variables.broken == 1' resulted in error: composited variable \"broken\" fails to evaluate: no such key: nothing",
                value(Yields.BOOL, "variables.broken == 1"));
        assertTrue(refused(Yields.BOOL, "variables.later").contains("undefined field 'later'"));
    }

    @Test
    void rightsAreAskedFor() throws Exception {
        assertEquals("true", value(Yields.BOOL,
                "authorizer.group('apps').resource('deployments').subresource('scale').namespace('ns').name('n').check('create').allowed()"));
        assertEquals(new Authorizing.Question("create", "apps", "deployments", "scale", "ns", "n", ""), asked.questions.getFirst());
        assertEquals("false", value(Yields.BOOL, "authorizer.requestResource.check('delete').allowed()"));
        assertEquals(new Authorizing.Question("delete", "apps", "deployments", "", "default", "web", ""), asked.questions.getLast());
        assertEquals("\"because of kube-system/robot\"",
                value(Yields.STRING, "authorizer.serviceAccount('kube-system', 'robot').path('/healthz').check('get').reason()"));
        assertEquals("failed: expression 'authorizer.path(\" \").check(\"get\").allowed()' resulted in error: path must not be empty",
                value(Yields.BOOL, "authorizer.path(\" \").check(\"get\").allowed()"));
    }

    @Test
    void threeQuestionsAreMoreThanOneExpressionMayAsk() throws Exception {
        String ask = "authorizer.path('/a').check('create').allowed()";
        assertEquals("true", value(Yields.BOOL, ask + " && " + ask));
        assertTrue(value(Yields.BOOL, ask + " && " + ask + " && " + ask).endsWith("operation cancelled: actual cost limit exceeded"));
    }

    @Test
    void anExpensiveExpressionIsCutOff() throws Exception {
        String text = "[1,2,3,4,5,6,7,8,9,0].all(a, [1,2,3,4,5,6,7,8,9,0].all(b, [1,2,3,4,5,6,7,8,9,0].all(c, [1,2,3,4,5,6,7,8,9,0].all(d, "
                + "[1,2,3,4,5,6,7,8,9,0].all(e, [1,2,3,4,5,6,7,8,9,0].all(f, a + b + c + d + e + f >= 0))))))";
        assertTrue(value(Yields.BOOL, text).endsWith("operation cancelled: actual cost limit exceeded"));
        Expression expression = expressions.compile(text, Yields.BOOL, true);
        Budget.Request request = new Budget.Request();
        Evaluation one = evaluation(Optional.empty(), request.forConditions());
        one.evaluate(text, expression);
        one.evaluate(text, expression);
        assertEquals("validation failed due to running out of cost budget, no further validation rules will be run",
                assertThrows(OutOfBudget.class, () -> one.evaluate(text, expression)).getMessage());
    }

    @Test
    void allPoliciesTogetherHaveAnEnd() throws Exception {
        String text = "[1,2,3,4,5,6,7,8,9,0].all(a, [1,2,3,4,5,6,7,8,9,0].all(b, [1,2,3,4,5,6,7,8,9,0].all(c, [1,2,3,4,5,6,7,8,9,0].all(d, "
                + "[1,2,3,4,5,6,7,8,9,0].all(e, [1,2,3,4,5,6,7,8,9,0].all(f, a + b + c + d + e + f >= 0))))))";
        Expression expression = expressions.compile(text, Yields.BOOL, true);
        Budget.Request request = new Budget.Request();
        int policies = 0;
        try {
            for (; policies < 1000; policies++) {
                evaluation(Optional.empty(), request.forBinding()).evaluate(text, expression);
            }
        } catch (OutOfBudget e) {
            assertTrue(policies >= 18 && policies <= 20, policies + " policies");
        }
        assertTrue(policies < 1000);
    }

    @Test
    void objectsAreMade() throws Exception {
        assertEquals("{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"replicas\":1337}}",
                value(Yields.OBJECT, "Object{metadata: Object.metadata{labels: {'a': 'b'}}, spec: Object.spec{replicas: 1337}}"));
        assertEquals("{\"spec\":{\"containers\":[{\"name\":\"c\"}]}}",
                value(Yields.OBJECT,
                        "Object{spec: Object.spec{containers: object.spec.template.spec.containers.map(c, Object.spec.containers{name: c.name})}}"));
        assertEquals("{}", value(Yields.OBJECT, "Object{?spec: optional.none()}"));
        assertTrue(value(Yields.OBJECT, "Object{spec: Object.status{replicas: 1}}").contains(
                "type mismatch: unexpected type name \"Object.status\", expected \"Object.spec\", which matches field name path from root Object type"));
        assertTrue(refused(Yields.OBJECT, "{'spec': 1}").startsWith("must evaluate to Object but got map(string, int)"));
    }

    @Test
    void patchesAreMade() throws Exception {
        assertEquals("[{\"op\":\"add\",\"path\":\"/metadata/labels/k8s.io~1x\",\"value\":\"v\"},{\"op\":\"remove\",\"path\":\"/spec\"}]",
                value(Yields.PATCHES,
                        "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('k8s.io/x'), value: 'v'}, JSONPatch{op: 'remove', path: '/spec'}]"));
        assertTrue(refused(Yields.PATCHES, "[JSONPatch{op: 1}]").contains("expected type of field 'op' is 'string' but provided type is 'int'"));
        assertTrue(refused(Yields.PATCHES, "JSONPatch{}").startsWith("must evaluate to list(JSONPatch) but got JSONPatch"));
    }

    @Test
    void semanticVersionsAndFormats() throws Exception {
        assertEquals("true", value(Yields.BOOL, "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-alpha.1').compareTo(semver('1.0.0')) == -1"));
        assertEquals("true", value(Yields.BOOL, "isSemver('v1.0', true) && !isSemver('v1.0') && semver('01.2', true).major() == 1 && !isSemver('1.0.0-01')"));
        assertEquals("true", value(Yields.BOOL, "!format.dns1123Label().validate('my-name').hasValue() && format.named('uuid').hasValue()"));
        assertEquals("true",
                value(Yields.BOOL, "format.dns1035Label().validate('1a').value().size() == 1 && !format.dns1123LabelPrefix().validate('a-').hasValue()"));
    }
}
