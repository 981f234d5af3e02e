package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Applying: what becomes of an object, and who is in whose way.
class ServerSideApplyTest extends AppliedObjects {

    @Test
    void applyingWhatIsNotThereCreatesIt() {
        Answer created = apply(configMaps() + "/new", "me", configMap("new", "a: '1'"));

        assertEquals(201, created.status(), created.body());
        assertEquals("Apply me v1 {f:data:{f:a:{}}}", managers(object(created)));
        JsonNode entry = entries(object(created)).getFirst();
        assertEquals(List.of("manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1"),
                entry.propertyStream().map(java.util.Map.Entry::getKey).toList());
        assertEquals("FieldsV1", entry.path("fieldsType").asText());
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        Document first = object(apply(configMaps() + "/same", "me", configMap("same", "a: '1'")));
        Document second = object(apply(configMaps() + "/same", "me", configMap("same", "a: '1'")));

        assertEquals(first, second);
    }

    @Test
    void whatIsNoLongerAppliedGoesUnlessAnotherManagesIt() {
        apply(configMaps() + "/pruned", "me", configMap("pruned", "a: '1', b: '2', c: '3'"));
        apply(configMaps() + "/pruned", "you", configMap("pruned", "b: '2'"));
        Document after = object(apply(configMaps() + "/pruned", "me", configMap("pruned", "a: '1'")));

        assertEquals("{\"a\":\"1\",\"b\":\"2\"}", after.at("data").toString());
        assertEquals("Apply me v1 {f:data:{f:a:{}}}\nApply you v1 {f:data:{f:b:{}}}", managers(after));
    }

    @Test
    void anothersFieldIsAConflictThatNamesManagerAndField() {
        object(apply(deployments() + "/fought", "one", deployment("fought", "replicas: 0, " + TEMPLATE)));
        Answer refused = apply(deployments() + "/fought", "two", deployment("fought", "replicas: 5"));

        assertEquals("409 Apply failed with 1 conflict: conflict with \"one\": .spec.replicas", message(refused));
        Document status = Document.parse(refused.body().getBytes(StandardCharsets.UTF_8));
        assertEquals("Conflict", status.text("reason"));
        assertEquals("[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"one\\\"\",\"field\":\".spec.replicas\"}]",
                status.at("details", "causes").toString());
    }

    @Test
    void aConflictWithAnUpdateNamesItsVersion() {
        object(apply(deployments() + "/updated", "one", deployment("updated", TEMPLATE)));
        object(client.send("PATCH", deployments() + "/updated?fieldManager=other", MERGE, "{\"spec\":{\"replicas\":0,\"minReadySeconds\":4}}"));

        assertEquals("409 Apply failed with 1 conflict: conflict with \"other\" using apps/v1: .spec.replicas",
                message(apply(deployments() + "/updated", "one", deployment("updated", "replicas: 3, " + TEMPLATE))));
        assertEquals("409 Apply failed with 2 conflicts: conflicts with \"other\" using apps/v1:\n- .spec.minReadySeconds\n- .spec.replicas",
                message(apply(deployments() + "/updated", "one", deployment("updated", "minReadySeconds: 2, replicas: 3, " + TEMPLATE))));
    }

    @Test
    void forceTakesFieldsOver() {
        object(apply(configMaps() + "/forced", "one", configMap("forced", "a: '1', b: '1'")));
        Document after = object(apply(configMaps() + "/forced?force=true", "two", configMap("forced", "a: '2'")));

        assertEquals("{\"a\":\"2\",\"b\":\"1\"}", after.at("data").toString());
        assertEquals("Apply one v1 {f:data:{f:b:{}}}\nApply two v1 {f:data:{f:a:{}}}", managers(after));
    }

    @Test
    void whoAppliesWhatIsThereSharesIt() {
        apply(configMaps() + "/shared", "one", configMap("shared", "a: '1'"));
        Document after = object(apply(configMaps() + "/shared", "two", configMap("shared", "a: '1'")));

        assertEquals("Apply one v1 {f:data:{f:a:{}}}\nApply two v1 {f:data:{f:a:{}}}", managers(after));
    }

    @Test
    void theStatusCanBeApplied() {
        object(apply(deployments() + "/statusapplied", "one", deployment("statusapplied", TEMPLATE)));
        Document after = object(apply(deployments() + "/statusapplied/status", "two",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: statusapplied}, status: {conditions: [{type: Odd, status: 'True'}]}}"));

        assertTrue(managers(after).contains("Apply two apps/v1/status {f:status:{f:conditions:{k:{\\type\\:\\Odd\\}:{.:{},f:status:{},f:type:{}}}}}"),
                managers(after));
        assertEquals("404", message(apply(deployments() + "/nosuch/status", "two",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: nosuch}, status: {replicas: 1}}")).substring(0, 3));
    }

    @Test
    void aDryRunTellsAndDoesNothing() {
        Document dry = object(apply(configMaps() + "/dry?dryRun=All", "me", configMap("dry", "a: '1'")));

        assertEquals("Apply me v1 {f:data:{f:a:{}}}", managers(dry));
        assertEquals(404, client.get(configMaps() + "/dry").status());
    }

    @Test
    void managedFieldsAreNotForTheApplier() {
        assertEquals("400 metadata.managedFields must be nil", message(apply(configMaps() + "/given", "me",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: given, managedFields: []}}")));
    }

    @Test
    void optionsAreChecked() {
        String url = configMaps() + "/options";
        String body = configMap("options", "a: '1'");
        assertEquals("422 PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
                message(client.send("PATCH", url, APPLY, body)));
        assertEquals("422 PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch",
                message(client.send("PATCH", url + "?force=true", MERGE, "{}")));
        assertEquals("422 PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes",
                message(apply(url, "m".repeat(129), body)));
        assertEquals("422 PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a?\": invalid character U+000A (at position 1)",
                message(apply(url, "a%0A", body)));
        assertEquals("422 CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"",
                message(client.send("POST", configMaps() + "?dryRun=Some", JSON, "{}")));
        assertEquals(
                "422 PatchOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Odd\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"",
                message(apply(url + "?fieldValidation=Odd", "me", body)));
        assertEquals(415, client.send("PATCH", url + "?fieldManager=me", "application/apply-patch+cbor", body).status());
    }

    @Test
    void aConfigurationMustFitItsType() {
        assertEquals("400 failed to create typed patch object (/odd; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema",
                message(apply(deployments() + "/odd", "me", deployment("odd", "foo: 1"))));
        assertEquals("400 Incorrect version specified in apply patch. Specified patch version: apps/v2, expected: apps/v1",
                message(apply(deployments() + "/odd", "me", "{apiVersion: apps/v2, kind: Deployment, metadata: {name: odd}}")));
        assertEquals("400 the name of the object (other) does not match the name on the URL (odd)",
                message(apply(configMaps() + "/odd", "me", configMap("other", "a: '1'"))));
        assertEquals(400, apply(configMaps() + "/odd", "me", "[").status());
        assertEquals(400, apply(configMaps() + "/odd", "me", "[]").status());
        assertEquals("400 error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n  line 1: key \"a\" already set in map",
                message(apply(configMaps() + "/odd?fieldValidation=Strict", "me", configMap("odd", "a: '1', a: '2'"))));
    }

    /// As many clients write it.
    @Test
    void aConfigurationInJsonMayBeIndentedByTabs() {
        object(apply(configMaps() + "/tabs", "me", "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": {\"name\": \"tabs\"}\n}\n"));
        assertEquals(400, apply(configMaps() + "/tabs", "me", "{\n\t\"apiVersion\": \"v1\"\n} trailing").status());
    }

    @Test
    void aVersionOrUidThatIsNotThePresentOneIsAConflict() {
        object(apply(configMaps() + "/versioned", "me", configMap("versioned", "a: '1'")));

        assertEquals(409,
                apply(configMaps() + "/versioned", "me", "{apiVersion: v1, kind: ConfigMap, metadata: {name: versioned, resourceVersion: '1'}, data: {a: '2'}}")
                        .status());
        assertEquals(409, apply(configMaps() + "/versioned", "me", "{apiVersion: v1, kind: ConfigMap, metadata: {name: versioned, uid: other}, data: {a: '2'}}")
                .status());
        assertEquals(
                "409 Operation cannot be fulfilled on configmaps \"none\": uid mismatch: the provided object specified uid x, and no existing object was found",
                message(apply(configMaps() + "/none", "me", "{apiVersion: v1, kind: ConfigMap, metadata: {name: none, uid: x}}")));
    }

    @Test
    void creatingByApplyTakesTheRightToCreate() {
        object(client.send("POST", base + "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/roles", JSON,
                "{\"metadata\":{\"name\":\"patcher\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"patch\"]}]}"));
        object(client.send("POST", base + "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings", JSON,
                "{\"metadata\":{\"name\":\"patcher\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"patcher\"},"
                        + "\"subjects\":[{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"pat\"}]}"));
        RawClient patcher = plane.withCertificate(plane.credentials(cluster, "pat"));
        object(apply(configMaps() + "/present", "me", configMap("present", "a: '1'")));

        assertEquals(200, patcher.send("PATCH", configMaps() + "/present?fieldManager=pat", APPLY, configMap("present", "b: '1'")).status());
        assertEquals(
                "403 configmaps \"absent\" is forbidden: User \"pat\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"kube-public\"",
                message(patcher.send("PATCH", configMaps() + "/absent?fieldManager=pat", APPLY, configMap("absent", "b: '1'"))));
    }

    @Test
    void whoComesFromClientSideApplyHasNoConflictWithHimself() {
        String applied = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"annotations\":{},\"name\":\"migrated\"},\"data\":{\"a\":\"1\"}}";
        object(client.send("POST", configMaps() + "?fieldManager=kubectl-client-side-apply", JSON, Document.parse(applied.getBytes(StandardCharsets.UTF_8))
                .with(applied + "\n", "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration").toString()));

        assertEquals(409, apply(configMaps() + "/migrated", "other", configMap("migrated", "a: '2'")).status());
        Document after = object(apply(configMaps() + "/migrated", "kubectl", configMap("migrated", "a: '2'")));

        assertEquals("{\"a\":\"2\"}", after.at("data").toString());
        assertEquals("{\"apiVersion\":\"v1\",\"data\":{\"a\":\"2\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"migrated\"}}\n",
                after.annotations().get("kubectl.kubernetes.io/last-applied-configuration"));
    }

    private static final String SHOPS = """
            {"metadata": {"name": "shops.demo.example.com"}, "spec": {"group": "demo.example.com", "scope": "Namespaced", "names": {"kind": "Shop", "plural": "shops"},
             "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}}, "schema": {"openAPIV3Schema": {"type": "object", "properties": {
              "status": {"type": "object", "properties": {"ready": {"type": "integer"}}},
              "spec": {"type": "object", "properties": {
               "doors": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "open": {"type": "boolean"}}}},
               "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
               "hours": {"type": "array", "items": {"type": "integer"}},
               "place": {"type": "object", "x-kubernetes-map-type": "atomic", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}},
               "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}}}}]}}""";

    @Test
    void customTypesMergeAsTheirSchemasSay() {
        object(client.send("POST", base + "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JSON, SHOPS));
        String shop = base + "/apis/demo.example.com/v1/namespaces/kube-public/shops/corner";
        Await.until("the type is served", () -> client.get(shop.replace("/corner", "")).status() == 200);
        String one = "{apiVersion: demo.example.com/v1, kind: Shop, metadata: {name: corner}, spec: {doors: [{name: a, open: true}], tags: [t], hours: [1], place: {x: 1}, free: {p: {q: 1}}}}";
        assertEquals(201, apply(shop, "one", one).status());
        Document both = object(apply(shop, "two",
                "{apiVersion: demo.example.com/v1, kind: Shop, metadata: {name: corner}, spec: {doors: [{name: b}], tags: [u], free: {p: {r: 2}}}, status: {ready: 1}}"));

        assertEquals(
                "{\"doors\":[{\"name\":\"a\",\"open\":true},{\"name\":\"b\"}],\"tags\":[\"t\",\"u\"],\"hours\":[1],\"place\":{\"x\":1},\"free\":{\"p\":{\"q\":1,\"r\":2}}}",
                both.at("spec").toString());
        assertTrue(managers(both).contains(
                "Apply two demo.example.com/v1 {f:spec:{f:doors:{k:{\\name\\:\\b\\}:{.:{},f:name:{}}},f:free:{f:p:{.:{},f:r:{}}},f:tags:{v:\\u\\:{}}}}"),
                managers(both));
        assertEquals("409 Apply failed with 1 conflict: conflict with \"one\": .spec.place",
                message(apply(shop, "two", "{apiVersion: demo.example.com/v1, kind: Shop, metadata: {name: corner}, spec: {place: {y: 1}}}")));
        assertEquals("400 failed to create typed patch object (/corner; demo.example.com/v1, Kind=Shop): .spec.odd: field not declared in schema",
                message(apply(shop, "two", "{apiVersion: demo.example.com/v1, kind: Shop, metadata: {name: corner}, spec: {odd: 1}}")));
    }
}
