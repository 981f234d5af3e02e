package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Policies that a tenant writes, as bytes on the wire.
class AdmissionPolicyTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String ON_MAPS = "\"matchConstraints\":{\"resourceRules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\",\"UPDATE\"],\"resources\":[\"configmaps\"]}]}";

    /// One tenant's cluster and its owner.
    private record Cluster(ClusterRecord record, RawClient client) {

        static Cluster of(String tenant) {
            ClusterRecord record = plane.cluster(tenant, "default");
            return new Cluster(record, plane.withCertificate(plane.credentials(record, "test-admin", "system:masters")));
        }

        RawClient as(String user, String... groups) {
            return plane.withCertificate(plane.credentials(record, user, groups));
        }

        String url(String path) {
            return plane.url(record.tenant(), record.name()) + path;
        }

        Answer send(String method, String path, String body) {
            return client.send(method, url(path), body.isEmpty() ? "" : method.equals("PATCH") ? "application/merge-patch+json" : "application/json", body);
        }

        JsonNode get(String path) {
            return json(client.get(url(path)));
        }

        void make(String resource, String kind, String name, String spec) {
            Answer made = send("POST", GROUP + resource, """
                    {"apiVersion":"admissionregistration.k8s.io/v1","kind":"%s","metadata":{"name":"%s"},"spec":{%s}}""".formatted(kind, name, spec));
            assertEquals(201, made.status(), made.body());
        }

        void validating(String name, String spec, String binding) {
            make("validatingadmissionpolicies", "ValidatingAdmissionPolicy", name, spec);
            make("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", name + "-b", "\"policyName\":\"%s\",%s".formatted(name, binding));
        }

        void mutating(String name, String spec, String binding) {
            make("mutatingadmissionpolicies", "MutatingAdmissionPolicy", name, spec);
            make("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding", name + "-b", "\"policyName\":\"%s\"%s".formatted(name, binding));
        }

        Answer map(String name, String data) {
            return send("POST", MAPS, map(name, "", data));
        }

        static String map(String name, String metadata, String data) {
            return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"%s},\"data\":%s}".formatted(name, metadata, data);
        }
    }

    private static JsonNode json(Answer answer) {
        assertTrue(answer.status() < 300, answer.status() + " " + answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static void denied(Answer answer, int status, String message) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals(message, Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).text("message"));
    }

    private static String validations(String... validations) {
        return ON_MAPS + ",\"validations\":[" + String.join(",", validations) + "]";
    }

    @Test
    void aPolicyThatIsBoundRefuses() {
        Cluster cluster = Cluster.of("refuses");
        cluster.make("validatingadmissionpolicies", "ValidatingAdmissionPolicy", "small.example.com", validations(
                "{\"expression\":\"object.data.size() <= 1\",\"messageExpression\":\"'has ' + string(object.data.size()) + ' keys'\"}",
                "{\"expression\":\"!('secret' in object.data)\",\"message\":\"no secrets here\",\"reason\":\"Forbidden\"}"));
        assertEquals(201, cluster.map("before", "{\"a\":\"1\",\"b\":\"2\"}").status());
        cluster.make("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", "b.example.com",
                "\"policyName\":\"small.example.com\",\"validationActions\":[\"Deny\"]");
        denied(cluster.map("two", "{\"a\":\"1\",\"b\":\"2\"}"), 422,
                "configmaps \"two\" is forbidden: ValidatingAdmissionPolicy 'small.example.com' with binding 'b.example.com' denied request: has 2 keys");
        denied(cluster.map("secret", "{\"secret\":\"1\"}"), 403,
                "configmaps \"secret\" is forbidden: ValidatingAdmissionPolicy 'small.example.com' with binding 'b.example.com' denied request: no secrets here");
        assertEquals(201, cluster.map("one", "{\"a\":\"1\"}").status());
        denied(cluster.send("PATCH", MAPS + "/one", "{\"data\":{\"b\":\"2\"}}"), 422,
                "configmaps \"one\" is forbidden: ValidatingAdmissionPolicy 'small.example.com' with binding 'b.example.com' denied request: has 2 keys");
        assertEquals(200, cluster.send("DELETE", MAPS + "/before", "").status());
        assertEquals(201, Cluster.of("refuses-not").map("two", "{\"a\":\"1\",\"b\":\"2\"}").status());
    }

    /// What is wrong with an object is for whoever may make it.
    @Test
    void aPolicyIsAskedBeforeTheObjectsVersionIs() {
        Cluster cluster = Cluster.of("versions");
        cluster.validating("v.example.com", validations("{\"expression\":\"object.metadata.name == 'mine'\",\"message\":\"not yours\"}"),
                "\"validationActions\":[\"Deny\"]");
        String version = ",\"resourceVersion\":\"1\"";
        denied(cluster.send("POST", MAPS, Cluster.map("other", version, "{}")), 422,
                "configmaps \"other\" is forbidden: ValidatingAdmissionPolicy 'v.example.com' with binding 'v.example.com-b' denied request: not yours");
        denied(cluster.send("POST", MAPS, Cluster.map("mine", version, "{}")), 400, "resourceVersion should not be set on objects to be created");
        assertEquals(404, cluster.send("GET", MAPS + "/mine", "").status());
    }

    private static String on(String group, String resources, String operation) {
        return """
                "matchConstraints":{"resourceRules":[{"apiGroups":["%s"],"apiVersions":["v1"],"operations":["%s"],"resources":["%s"]}]}""".formatted(group,
                operation, resources);
    }

    /// Whoever may scale would otherwise go around a policy that says how far.
    @Test
    void scalesAreJudgedAsScales() {
        Cluster cluster = Cluster.of("scales");
        cluster.validating("s.example.com", on("apps", "deployments/scale", "UPDATE") + """
                ,"validations":[{"expression":"object.kind == 'Scale' && oldObject.spec.replicas == 0 && object.spec.replicas <= 3","message":"too many"}]""",
                "\"validationActions\":[\"Deny\"]");
        String deployments = "/apis/apps/v1/namespaces/default/deployments";
        assertEquals(201, cluster.send("POST", deployments, """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"d"}},
                 "template":{"metadata":{"labels":{"a":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""").status());
        String refused = "deployments.apps \"d\" is forbidden: ValidatingAdmissionPolicy 's.example.com' with binding 's.example.com-b' denied request: too many";
        denied(cluster.send("PATCH", deployments + "/d/scale", "{\"spec\":{\"replicas\":4}}"), 422, refused);
        denied(cluster.send("PUT", deployments + "/d/scale",
                "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":4}}"), 422, refused);
        assertEquals(0, cluster.get(deployments + "/d").path("spec").path("replicas").asInt());
        assertEquals(200, cluster.send("PATCH", deployments + "/d/scale", "{\"spec\":{\"replicas\":3}}").status());
        assertEquals(200, Cluster.of("scales-not").send("GET", deployments, "").status());
    }

    @Test
    void evictionsAndBindingsAreJudgedAsSuch() {
        Cluster cluster = Cluster.of("evicts");
        cluster.validating("e.example.com", on("", "pods/eviction\",\"pods/binding", "CREATE") + """
                ,"matchConditions":[{"name":"people","expression":"!request.userInfo.username.startsWith('system:')"}],
                "validations":[{"expression":"object.kind in ['Eviction', 'Binding'] && request.name == 'other'","message":"not this one"}]""",
                "\"validationActions\":[\"Deny\"]");
        String pods = "/api/v1/namespaces/default/pods";
        assertEquals(201, cluster.send("POST", pods, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"schedulerName":"nobody","containers":[{"name":"c","image":"i"}]}}""")
                .status());
        String refused = "pods \"p\" is forbidden: ValidatingAdmissionPolicy 'e.example.com' with binding 'e.example.com-b' denied request: not this one";
        denied(cluster.send("POST", pods + "/p/eviction", "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"p\"}}"), 422, refused);
        denied(cluster.send("POST", pods + "/p/binding",
                "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}"), 422, refused);
        assertTrue(cluster.get(pods + "/p").path("spec").path("nodeName").isMissingNode());
    }

    @Test
    void warningsAndUnusablePolicies() {
        Cluster cluster = Cluster.of("warns");
        cluster.validating("w.example.com", validations("{\"expression\":\"object.data.size() > 5\"}"), "\"validationActions\":[\"Warn\",\"Audit\"]");
        Answer warned = cluster.map("few", "{\"a\":\"1\"}");
        assertEquals(201, warned.status());
        assertTrue(warned.headers().get("warning").contains(
                "Validation failed for ValidatingAdmissionPolicy 'w.example.com' with binding 'w.example.com-b': failed expression: object.data.size() > 5"),
                warned.headers().toString());
        cluster.validating("e.example.com", validations("{\"expression\":\"object.nothing.there == 1\"}"), "\"validationActions\":[\"Deny\"]");
        denied(cluster.map("broken", "{\"a\":\"1\"}"), 422, "configmaps \"broken\" is forbidden: ValidatingAdmissionPolicy 'e.example.com' with binding "
                + "'e.example.com-b' denied request: expression 'object.nothing.there == 1' resulted in error: no such key: nothing");
        assertEquals(200, cluster.send("PATCH", GROUP + "validatingadmissionpolicies/e.example.com", "{\"spec\":{\"failurePolicy\":\"Ignore\"}}").status());
        assertEquals(201, cluster.map("broken", "{\"a\":\"1\"}").status());
    }

    @Test
    void conditionsSelectorsAndRightsDecideWhomAPolicyConcerns() {
        Cluster cluster = Cluster.of("concerns");
        cluster.validating("c.example.com", """
                %s,"matchConditions":[{"name":"not-robots","expression":"!request.userInfo.username.startsWith('robot')"}],
                "variables":[{"name":"may","expression":"authorizer.group('').resource('secrets').namespace('default').check('delete').allowed()"}],
                "validations":[{"expression":"variables.may","message":"only who may delete secrets"}]"""
                .formatted(ON_MAPS.replace("{\"resourceRules\"", "{\"objectSelector\":{\"matchLabels\":{\"checked\":\"yes\"}},\"resourceRules\"")),
                "\"validationActions\":[\"Deny\"]");
        String body = Cluster.map("m", ",\"labels\":{\"checked\":\"yes\"}", "{}");
        for (String user : new String[] {"alice", "robot-1"}) {
            cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"%s"},
                     "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"maps"},
                     "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"%s"}]}""".formatted(user, user));
        }
        assertEquals(201, cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"maps"},
                 "rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["*"]}]}""").status());
        Answer refused = cluster.as("alice").send("POST", cluster.url(MAPS), "application/json", body);
        assertTrue(refused.body().contains("only who may delete secrets"), refused.body());
        assertEquals(201, cluster.as("alice").send("POST", cluster.url(MAPS), "application/json", Cluster.map("n", "", "{}")).status());
        assertEquals(201, cluster.as("robot-1").send("POST", cluster.url(MAPS), "application/json", body).status());
        assertEquals(201, cluster.send("POST", MAPS, body.replace("\"m\"", "\"by-admin\"")).status());
    }

    @Test
    void bindingsParametriseAPolicy() {
        Cluster cluster = Cluster.of("params");
        String policy = ON_MAPS.replace("configmaps", "secrets") + ",\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},"
                + "\"validations\":[{\"expression\":\"object.metadata.name.startsWith(params.data.prefix)\"}]";
        cluster.validating("p.example.com", policy,
                "\"validationActions\":[\"Deny\"],\"paramRef\":{\"name\":\"rules\",\"namespace\":\"default\",\"parameterNotFoundAction\":\"Deny\"}");
        String secret = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"%s\"}}";
        String secrets = "/api/v1/namespaces/default/secrets";
        denied(cluster.send("POST", secrets, secret.formatted("x")), 422, "secrets \"x\" is forbidden: ValidatingAdmissionPolicy 'p.example.com' with binding "
                + "'p.example.com-b' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
        cluster.map("rules", "{\"prefix\":\"team-\"}");
        assertEquals(422, cluster.send("POST", secrets, secret.formatted("x")).status());
        assertEquals(201, cluster.send("POST", secrets, secret.formatted("team-x")).status());
        cluster.send("PATCH", GROUP + "validatingadmissionpolicybindings/p.example.com-b",
                "{\"spec\":{\"paramRef\":{\"name\":null,\"selector\":{\"matchLabels\":{\"rules\":\"yes\"}},\"parameterNotFoundAction\":\"Allow\"}}}");
        assertEquals(201, cluster.send("POST", secrets, secret.formatted("y")).status());
        cluster.send("POST", MAPS, Cluster.map("more", ",\"labels\":{\"rules\":\"yes\"}", "{\"prefix\":\"z\"}"));
        assertEquals(422, cluster.send("POST", secrets, secret.formatted("w")).status());
        Answer unknown = cluster.send("PATCH", GROUP + "validatingadmissionpolicies/p.example.com",
                "{\"spec\":{\"paramKind\":{\"apiVersion\":\"none.example.com/v1\",\"kind\":\"Limit\"}}}");
        assertEquals(200, unknown.status(), unknown.body());
        denied(cluster.send("POST", secrets, secret.formatted("z")), 422,
                "secrets \"z\" is forbidden: ValidatingAdmissionPolicy 'p.example.com' denied request: "
                        + "failed to configure policy: failed to find resource referenced by paramKind: 'none.example.com/v1, Kind=Limit'");
    }

    @Test
    void whoReadsNoParametersWritesNoPolicyAboutThem() {
        Cluster cluster = Cluster.of("spies");
        cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"policies"},
                 "rules":[{"apiGroups":["admissionregistration.k8s.io"],"resources":["*"],"verbs":["*"]}]}""");
        cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"mallory"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"policies"},
                 "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"mallory"}]}""");
        String policy = """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"spy.example.com"},
                 "spec":{"paramKind":{"apiVersion":"v1","kind":"Secret"},%s}}""".formatted(validations("{\"expression\":\"params.data.size() > 1\"}"));
        Answer refused = cluster.as("mallory").send("POST", cluster.url(GROUP + "validatingadmissionpolicies"), "application/json", policy);
        assertEquals(422, refused.status(), refused.body());
        assertTrue(refused.body().contains("must have \\\"get\\\" permission on all objects of the referenced paramKind (kind=Secret, apiVersion=v1)"),
                refused.body());
        assertEquals(201, cluster.send("POST", GROUP + "validatingadmissionpolicies", policy).status());
        Answer bound = cluster.as("mallory").send("POST", cluster.url(GROUP + "validatingadmissionpolicybindings"), "application/json",
                """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"spy"},
                 "spec":{"policyName":"spy.example.com","validationActions":["Deny"],"paramRef":{"name":"key","namespace":"kube-system","parameterNotFoundAction":"Deny"}}}""");
        assertTrue(bound.body().contains("does not have \\\"get\\\" permission on the object referenced by paramRef"), bound.body());
    }

    @Test
    void whatAPolicySaysIsChecked() {
        Cluster cluster = Cluster.of("checks");
        Answer wrong = cluster.send("POST", GROUP + "validatingadmissionpolicies",
                """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"wrong"},
                 "spec":{"failurePolicy":"Maybe","validations":[{"expression":"object.x"}],"matchConstraints":{"resourceRules":[{"apiGroups":["","*"],"resources":["pods/*","pods/log"]}]}}}""");
        assertEquals(422, wrong.status());
        for (String part : new String[] {"spec.failurePolicy: Unsupported value: \\\"Maybe\\\": supported values: \\\"Fail\\\", \\\"Ignore\\\"",
                "spec.matchConstraints.resourceRules[0].operations: Required value", "spec.matchConstraints.resourceRules[0].apiVersions: Required value",
                "spec.matchConstraints.resourceRules[0].resources[1]: Invalid value: \\\"pods/log\\\": if 'pods/*' is present, must not specify pods/log",
                "spec.validations[0].expression: Invalid value: \\\"object.x\\\": must evaluate to bool but got dyn"}) {
            assertTrue(wrong.body().contains(part), part + " in " + wrong.body());
        }
        cluster.validating("d.example.com", validations("{\"expression\":\"true\"}"), "\"validationActions\":[\"Deny\"]");
        JsonNode policy = cluster.get(GROUP + "validatingadmissionpolicies/d.example.com");
        assertEquals("Fail", policy.path("spec").path("failurePolicy").asText());
        assertEquals("Equivalent", policy.path("spec").path("matchConstraints").path("matchPolicy").asText());
        assertEquals("*", policy.path("spec").path("matchConstraints").path("resourceRules").path(0).path("scope").asText());
        assertEquals(1, policy.path("metadata").path("generation").asInt());
    }

    @Test
    void anExpensivePolicyIsCutOffAndCostsItsOwnTenant() {
        Cluster hostile = Cluster.of("hostile");
        String ten = "[1,2,3,4,5,6,7,8,9,0]";
        String loop = "%s.all(a, %s.all(b, %s.all(c, %s.all(d, %s.all(e, %s.all(f, a+b+c+d+e+f >= 0))))))".replace("%s", ten);
        hostile.validating("slow.example.com", validations("{\"expression\":\"" + loop + "\"}"), "\"validationActions\":[\"Deny\"]");
        Answer cut = hostile.map("m", "{}");
        assertEquals(422, cut.status());
        assertTrue(cut.body().contains("operation cancelled: actual cost limit exceeded"), cut.body());
        assertEquals(201, Cluster.of("neighbour").map("m", "{}").status());
    }

    @Test
    void policiesCannotLockThemselvesAway() {
        Cluster cluster = Cluster.of("locked");
        cluster.validating("never.example.com",
                "\"matchConstraints\":{\"resourceRules\":[{\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],"
                        + "\"resources\":[\"*\"]}]},\"validations\":[{\"expression\":\"false\",\"message\":\"never\"}]",
                "\"validationActions\":[\"Deny\"]");
        assertTrue(cluster.map("m", "{}").body().contains("denied request: never"));
        assertEquals(200, cluster.send("DELETE", GROUP + "validatingadmissionpolicybindings/never.example.com-b", "").status());
        assertEquals(201, cluster.map("m", "{}").status());
    }

    // -- mutating

    private static String mutations(String... mutations) {
        return ON_MAPS + ",\"reinvocationPolicy\":\"Never\",\"mutations\":[" + String.join(",", mutations) + "]";
    }

    private static String merge(String expression) {
        return "{\"patchType\":\"ApplyConfiguration\",\"applyConfiguration\":{\"expression\":\"" + expression + "\"}}";
    }

    private static String patch(String expression) {
        return "{\"patchType\":\"JSONPatch\",\"jsonPatch\":{\"expression\":\"" + expression + "\"}}";
    }

    @Test
    void objectsAreChangedOnTheirWayIn() {
        Cluster cluster = Cluster.of("mutates");
        cluster.mutating("m.example.com", mutations(merge("Object{metadata: Object.metadata{labels: {'by': 'policy', 'of': object.metadata.name}}}"),
                patch("[JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('a.b'), value: object.metadata.labels.by}]")), "");
        JsonNode made = json(cluster.map("m", "{\"k\":\"v\"}"));
        assertEquals("{\"by\":\"policy\",\"of\":\"m\"}", made.path("metadata").path("labels").toString());
        assertEquals("policy v 2", String.join(" ", made.path("data").path("a.b").asText(), made.path("data").path("k").asText(),
                Integer.toString(made.path("data").size())));
        assertEquals("policy", cluster.get(MAPS + "/m").path("metadata").path("labels").path("by").asText());
        assertTrue(json(Cluster.of("mutates-not").map("m", "{}")).path("metadata").path("labels").isMissingNode());
    }

    @Test
    void whatAMutationMakesIsStillAnObjectOfItsTypeAndOfItsName() {
        Cluster cluster = Cluster.of("malformed");
        cluster.mutating("bad.example.com", mutations(patch("[JSONPatch{op: 'add', path: '/data', value: 'text'}]")), "");
        Answer wrongType = cluster.map("m", "{}");
        assertEquals(403, wrongType.status(), wrongType.body());
        assertTrue(wrongType.body().contains("policy 'bad.example.com' with binding 'bad.example.com-b' denied request: "), wrongType.body());
        cluster.send("DELETE", GROUP + "mutatingadmissionpolicybindings/bad.example.com-b", "");
        cluster.mutating("name.example.com", mutations(patch("[JSONPatch{op: 'replace', path: '/metadata/name', value: 'other'}]")), "");
        assertEquals(400, cluster.map("m", "{}").status());
        cluster.send("DELETE", GROUP + "mutatingadmissionpolicybindings/name.example.com-b", "");
        cluster.mutating("uid.example.com", mutations(merge("Object{metadata: Object.metadata{uid: 'mine', resourceVersion: '7'}}")), "");
        JsonNode made = json(cluster.map("m", "{}"));
        assertFalse(made.path("metadata").path("uid").asText().equals("mine"));
    }

    @Test
    void aPolicyIsAskedAgainWhenAnotherHasChangedTheObject() {
        Cluster cluster = Cluster.of("again");
        String first = "\"reinvocationPolicy\":\"%s\",\"mutations\":["
                + merge("Object{metadata: Object.metadata{annotations: {'saw': string(size(object.data))}}}") + "]";
        cluster.mutating("a.example.com", ON_MAPS + "," + first.formatted("IfNeeded"), "");
        cluster.mutating("z.example.com", mutations(merge("Object{data: {'more': 'x'}}")), "");
        assertEquals("2", json(cluster.map("m", "{\"k\":\"v\"}")).path("metadata").path("annotations").path("saw").asText());
        cluster.send("PATCH", GROUP + "mutatingadmissionpolicies/a.example.com", "{\"spec\":{\"reinvocationPolicy\":\"Never\"}}");
        assertEquals("1", json(cluster.map("n", "{\"k\":\"v\"}")).path("metadata").path("annotations").path("saw").asText());
    }

    @Test
    void listsThatAreReplacedAsAWholeAreNotMerged() {
        Cluster cluster = Cluster.of("atomic");
        cluster.mutating("at.example.com", mutations(merge("Object{metadata: Object.metadata{ownerReferences: [Object.metadata.ownerReferences{name: 'x'}]}}"))
                .replace("configmaps", "pods"), "");
        Answer answer = cluster.send("POST", "/api/v1/namespaces/default/pods", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        assertEquals(403, answer.status(), answer.body());
        Cluster args = Cluster.of("atomic-args");
        args.mutating("at.example.com", mutations(merge("Object{spec: Object.spec{containers: [Object.spec.containers{name: 'c', args: ['x']}]}}"))
                .replace("configmaps", "pods"), "");
        Answer refused = args.send("POST", "/api/v1/namespaces/default/pods", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        assertTrue(refused.body().contains("invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.containers[0].args"),
                refused.body());
    }
}
