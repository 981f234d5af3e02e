package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Types that a tenant defines, as bytes on the wire.
class CustomResourceTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String SHOPS = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "shops.demo.example.com"},
             "spec": {"group": "demo.example.com", "scope": "Namespaced",
              "names": {"kind": "Shop", "plural": "shops", "shortNames": ["sp"], "categories": ["all"]},
              "versions": [{"name": "v1", "served": true, "storage": true,
               "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.ready", "labelSelectorPath": ".status.selector"}},
               "additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
                {"name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type==\\"Ready\\")].status"}],
               "selectableFields": [{"jsonPath": ".spec.theme"}],
               "schema": {"openAPIV3Schema": {"type": "object", "required": ["spec"], "properties": {
                "spec": {"type": "object", "description": "What the owner wants.", "properties": {
                 "size": {"type": "integer", "minimum": 1, "maximum": 5, "default": 2},
                 "theme": {"type": "string", "enum": ["light", "dark"], "default": "light"},
                 "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
                 "open": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}},
                "status": {"type": "object", "properties": {"ready": {"type": "integer"}, "selector": {"type": "string"},
                 "conditions": {"type": "array", "items": {"type": "object", "properties": {"type": {"type": "string"}, "status": {"type": "string"}}}}}}}}}}]}}
            """;

    /// One tenant's cluster and its owner.
    private record Cluster(ClusterRecord record, RawClient client) {

        static Cluster of(String tenant) {
            ClusterRecord record = plane.cluster(tenant, "default");
            return new Cluster(record, plane.withCertificate(plane.credentials(record, "test-admin", "system:masters")));
        }

        String url(String path) {
            return plane.url(record.tenant(), record.name()) + path;
        }

        RawClient.Answer send(String method, String path, String body) {
            return client.send(method, url(path), body.isEmpty() ? "" : method.equals("PATCH") ? "application/merge-patch+json" : "application/json", body);
        }

        JsonNode get(String path) {
            return json(client.get(url(path)));
        }

        void define(String definition) {
            RawClient.Answer made = send("POST", DEFINITIONS, definition);
            assertEquals(201, made.status(), made.body());
            String name = json(made).path("metadata").path("name").asText();
            Await.until("the definition is established", () -> get(DEFINITIONS + "/" + name).path("status").path("conditions")
                    .valueStream()
                    .anyMatch(condition -> condition.path("type").asText().equals("Established") && condition.path("status").asText().equals("True")));
        }
    }

    private static JsonNode json(RawClient.Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static String shop(String name, String spec) {
        return "{\"apiVersion\":\"demo.example.com/v1\",\"kind\":\"Shop\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}".formatted(name, spec);
    }

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String PLACE = "/apis/demo.example.com/v1/namespaces/default/shops";

    @Test
    void aDefinedTypeIsServedLikeAnyOther() {
        Cluster cluster = Cluster.of("served");
        assertEquals(404, cluster.client().get(cluster.url("/apis/demo.example.com/v1")).status());
        cluster.define(SHOPS);
        RawClient.Answer made = cluster.send("POST", PLACE, shop("corner", "{}"));
        assertEquals(201, made.status(), made.body());
        assertEquals("{\"size\":2,\"theme\":\"light\"}", json(made).path("spec").toString());
        assertEquals(1, json(made).path("metadata").path("generation").asInt());
        assertEquals("corner", cluster.get(PLACE + "/corner").path("metadata").path("name").asText());
        assertEquals("ShopList", cluster.get("/apis/demo.example.com/v1/shops").path("kind").asText());
        JsonNode discovery = cluster.get("/apis/demo.example.com/v1");
        assertEquals("shops shops/scale shops/status",
                String.join(" ", discovery.path("resources").valueStream().map(each -> each.path("name").asText()).sorted().toList()));
        assertTrue(cluster.get("/apis").toString().contains("demo.example.com"));
    }

    @Test
    void twoTenantsWithTheSameNamesNeverMeet() {
        Cluster one = Cluster.of("one");
        Cluster two = Cluster.of("two");
        one.define(SHOPS);
        assertEquals(404, two.client().get(two.url(PLACE)).status());
        two.define(SHOPS.replace("\"default\": 2", "\"default\": 4"));
        one.send("POST", PLACE, shop("mine", "{}"));
        JsonNode other = json(two.send("POST", PLACE, shop("yours", "{}")));
        assertEquals(4, other.path("spec").path("size").asInt());
        assertEquals(2, one.get(PLACE + "/mine").path("spec").path("size").asInt());
        assertEquals(1, one.get(PLACE).path("items").size());
        assertEquals(404, two.client().get(two.url(PLACE + "/mine")).status());
        assertEquals(200, one.send("DELETE", DEFINITIONS + "/shops.demo.example.com", "").status());
        Await.until("the type is gone", () -> one.client().get(one.url(PLACE)).status() == 404);
        assertEquals(1, two.get(PLACE).path("items").size());
    }

    @Test
    void whatTheSchemaForbidsIsRefusedInUpstreamsWords() {
        Cluster cluster = Cluster.of("refused");
        cluster.define(SHOPS);
        assertEquals("Shop.demo.example.com \"x\" is invalid: spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5",
                json(cluster.send("POST", PLACE, shop("x", "{\"size\":9}"))).path("message").asText());
        assertEquals("Shop.demo.example.com \"x\" is invalid: spec.theme: Unsupported value: \"pink\": supported values: \"light\", \"dark\"",
                json(cluster.send("POST", PLACE, shop("x", "{\"theme\":\"pink\"}"))).path("message").asText());
        assertEquals("Shop.demo.example.com \"x\" is invalid: spec.tags[1]: Duplicate value: \"a\"",
                json(cluster.send("POST", PLACE, shop("x", "{\"tags\":[\"a\",\"a\"]}"))).path("message").asText());
        RawClient.Answer strict = cluster.send("POST", PLACE + "?fieldValidation=Strict", shop("x", "{\"colour\":\"red\"}"));
        assertEquals(400, strict.status());
        assertTrue(strict.body().contains("strict decoding error: unknown field \\\"spec.colour\\\""), strict.body());
    }

    @Test
    void unknownFieldsArePrunedUnlessTheSchemaKeepsThem() {
        Cluster cluster = Cluster.of("pruned");
        cluster.define(SHOPS);
        RawClient.Answer made = cluster.send("POST", PLACE, shop("x", "{\"colour\":\"red\",\"open\":{\"any\":1}}"));
        assertEquals("{\"open\":{\"any\":1},\"size\":2,\"theme\":\"light\"}", json(made).path("spec").toString());
        assertEquals("299 - \"unknown field \\\"spec.colour\\\"\"", made.headers().get("warning"));
    }

    @Test
    void statusAndScaleAreWrittenByPathsOfTheirOwn() {
        Cluster cluster = Cluster.of("status");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        JsonNode ignored = json(cluster.send("PATCH", PLACE + "/x", "{\"status\":{\"ready\":9}}"));
        assertFalse(ignored.has("status"));
        JsonNode status = json(cluster.send("PATCH", PLACE + "/x/status", "{\"status\":{\"ready\":1,\"selector\":\"a=b\"},\"spec\":{\"size\":5}}"));
        assertEquals("2 1 1",
                "%s %s %s".formatted(status.path("spec").path("size"), status.path("status").path("ready"), status.path("metadata").path("generation")));
        JsonNode scaled = json(cluster.send("PATCH", PLACE + "/x/scale", "{\"spec\":{\"replicas\":3}}"));
        assertEquals("3 1 a=b", "%s %s %s".formatted(scaled.path("spec").path("replicas"), scaled.path("status").path("replicas"),
                scaled.path("status").path("selector").asText()));
        assertEquals("3 2",
                "%s %s".formatted(cluster.get(PLACE + "/x").path("spec").path("size"), cluster.get(PLACE + "/x").path("metadata").path("generation")));
    }

    @Test
    void tablesHaveTheColumnsOfTheVersion() {
        Cluster cluster = Cluster.of("table");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        cluster.send("PATCH", PLACE + "/x/status",
                "{\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"no\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        JsonNode table = json(cluster.client().get(cluster.url(PLACE), "application/json;as=Table;v=v1;g=meta.k8s.io"));
        assertEquals("[\"x\",2,\"True\"]", table.path("rows").path(0).path("cells").toString());
    }

    @Test
    void fieldSelectorsFollowTheVersionsSelectableFields() {
        Cluster cluster = Cluster.of("selectable");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        cluster.send("POST", PLACE, shop("y", "{\"theme\":\"dark\"}"));
        assertEquals("[\"y\"]", cluster.get(PLACE + "?fieldSelector=spec.theme%3Ddark").path("items").valueStream()
                .map(item -> item.path("metadata").path("name").toString()).toList().toString());
        assertEquals(400, cluster.client().get(cluster.url(PLACE + "?fieldSelector=spec.size%3D2")).status());
    }

    @Test
    void deletingADefinitionDeletesItsObjectsAndWaitsForTheirFinalizers() {
        Cluster cluster = Cluster.of("deleted");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        cluster.send("PATCH", PLACE + "/x", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
        cluster.send("DELETE", DEFINITIONS + "/shops.demo.example.com", "");
        Await.until("its object is being deleted", () -> cluster.get(PLACE + "/x").path("metadata").has("deletionTimestamp"));
        assertEquals(405, cluster.send("POST", PLACE, shop("y", "{}")).status());
        cluster.send("PATCH", PLACE + "/x", "{\"metadata\":{\"finalizers\":null}}");
        Await.until("the definition is gone", () -> cluster.client().get(cluster.url(DEFINITIONS + "/shops.demo.example.com")).status() == 404);
        assertEquals(404, cluster.client().get(cluster.url(PLACE)).status());
    }

    @Test
    void rulesAreHeldOnEveryWrite() {
        Cluster cluster = Cluster.of("rules");
        cluster.define(SHOPS.replace("\"description\": \"What the owner wants.\",",
                "\"x-kubernetes-validations\": [{\"rule\": \"self.size < 4 || self.theme == 'dark'\", \"message\": \"large shops are dark\"}, {\"rule\": \"self.size >= oldSelf.size\"}],"));
        assertEquals("Shop.demo.example.com \"x\" is invalid: spec: Invalid value: large shops are dark",
                json(cluster.send("POST", PLACE, shop("x", "{\"size\":4}"))).path("message").asText());
        assertEquals(201, cluster.send("POST", PLACE, shop("x", "{\"size\":3}")).status());
        assertEquals("Shop.demo.example.com \"x\" is invalid: spec: Invalid value: failed rule: self.size >= oldSelf.size",
                json(cluster.send("PATCH", PLACE + "/x", "{\"spec\":{\"size\":2}}")).path("message").asText());
    }

    @Test
    void aRuleThatCannotBeCompiledIsRefusedWithTheDefinition() {
        Cluster cluster = Cluster.of("badrule");
        RawClient.Answer refused = cluster.send("POST", DEFINITIONS, SHOPS.replace("\"description\": \"What the owner wants.\",",
                "\"x-kubernetes-validations\": [{\"rule\": \"self.nothing == 1\"}],"));
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("undefined field 'nothing'"), refused.body());
    }

    /// What was stored under one version is read under another, and a definition that changes needs no restart.
    @Test
    void versionsShareTheirObjects() {
        Cluster cluster = Cluster.of("versions");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        cluster.send("PATCH", DEFINITIONS + "/shops.demo.example.com", """
                {"spec": {"versions": [
                 {"name": "v1", "served": true, "storage": false, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}}}}},
                 {"name": "v2", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object", "properties": {
                  "size": {"type": "integer"}, "fresh": {"type": "string", "default": "yes"}}}}}}}]}}
                """);
        String two = PLACE.replace("v1", "v2");
        assertEquals("demo.example.com/v2 {\"size\":2,\"fresh\":\"yes\"}",
                "%s %s".formatted(cluster.get(two + "/x").path("apiVersion").asText(), cluster.get(two + "/x").path("spec")));
        assertEquals("{\"size\":2}", cluster.get(PLACE).path("items").path(0).path("spec").toString());
        assertEquals("[\"v1\",\"v2\"]", cluster.get(DEFINITIONS + "/shops.demo.example.com").path("status").path("storedVersions").toString());
        assertEquals("[\"v2\",\"v1\"]", cluster.get("/apis/demo.example.com").path("versions").valueStream().map(version -> version.path("version").toString())
                .toList().toString().replace(" ", ""));
    }

    @Test
    void schemasArePublishedAndTakenBack() {
        Cluster cluster = Cluster.of("openapi");
        cluster.define(SHOPS);
        JsonNode schema = cluster.get("/openapi/v3/apis/demo.example.com/v1").path("components").path("schemas").path("com.example.demo.v1.Shop");
        assertEquals("What the owner wants.", schema.path("properties").path("spec").path("description").asText());
        assertEquals("Shop", schema.path("x-kubernetes-group-version-kind").path(0).path("kind").asText());
        assertTrue(schema.path("properties").path("metadata").path("allOf").path(0).path("$ref").asText().endsWith("ObjectMeta"));
        JsonNode two = cluster.get("/openapi/v2");
        assertTrue(two.path("definitions").has("com.example.demo.v1.Shop") && two.path("definitions").has("io.k8s.api.core.v1.Pod"));
        assertTrue(two.path("paths").has("/apis/demo.example.com/v1/namespaces/{namespace}/shops/{name}/scale"));
        assertFalse(two.path("paths").path("/apis/demo.example.com/v1/namespaces/{namespace}/shops/{name}").path("patch").path("consumes").toString()
                .contains("strategic"));
        RawClient.Answer protobuf = cluster.client().get(cluster.url("/openapi/v2"), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        assertTrue(protobuf.status() == 200 && protobuf.body().contains("com.example.demo.v1.Shop"));
        cluster.send("DELETE", DEFINITIONS + "/shops.demo.example.com", "");
        Await.until("the type is gone", () -> cluster.client().get(cluster.url("/openapi/v3/apis/demo.example.com/v1")).status() == 404);
        assertFalse(cluster.get("/openapi/v2").path("definitions").has("com.example.demo.v1.Shop"));
    }

    @Test
    void aNameIsGrantedOnceInAGroup() {
        Cluster cluster = Cluster.of("conflict");
        cluster.define(SHOPS);
        String second = SHOPS.replace("\"plural\": \"shops\"", "\"plural\": \"stores\"").replace("shops.demo", "stores.demo");
        assertEquals(201, cluster.send("POST", DEFINITIONS, second).status());
        Await.until("the kind is refused", () -> cluster.get(DEFINITIONS + "/stores.demo.example.com").path("status").toString().contains("is already in use"));
        assertEquals(404, cluster.client().get(cluster.url("/apis/demo.example.com/v1/stores")).status());
        cluster.send("DELETE", DEFINITIONS + "/shops.demo.example.com", "");
        Await.until("the kind is granted", () -> cluster.client().get(cluster.url("/apis/demo.example.com/v1/stores")).status() == 200);
    }

    @Test
    void strategicPatchesAreRefused() {
        Cluster cluster = Cluster.of("strategic");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        assertEquals(415, cluster.client().send("PATCH", cluster.url(PLACE + "/x"), "application/strategic-merge-patch+json", "{}").status());
        assertEquals(200, cluster.client().send("PATCH", cluster.url(PLACE + "/x"), "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/spec/size\",\"value\":3}]").status());
    }

    @Test
    void ownersAndNamespacesTakeCustomObjectsWithThem() {
        Cluster cluster = Cluster.of("owned");
        cluster.define(SHOPS);
        cluster.send("POST", "/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"mall\"}}");
        String mall = PLACE.replace("default", "mall");
        String uid = json(cluster.send("POST", mall, shop("x", "{}"))).path("metadata").path("uid").asText();
        cluster.send("POST", "/api/v1/namespaces/mall/configmaps",
                ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"ownerReferences\":["
                        + "{\"apiVersion\":\"demo.example.com/v1\",\"kind\":\"Shop\",\"name\":\"x\",\"uid\":\"%s\"}]}}").formatted(uid));
        cluster.send("POST", mall, shop("y", "{}"));
        cluster.send("DELETE", mall + "/x", "");
        Await.until("what the shop owned is gone", () -> cluster.client().get(cluster.url("/api/v1/namespaces/mall/configmaps/c")).status() == 404);
        cluster.send("DELETE", "/api/v1/namespaces/mall", "");
        Await.until("the namespace is gone", () -> cluster.client().get(cluster.url("/api/v1/namespaces/mall")).status() == 404);
        assertEquals(0, cluster.get("/apis/demo.example.com/v1/shops").path("items").size());
    }

    @Test
    void metadataAloneIsAnswered() {
        Cluster cluster = Cluster.of("partial");
        cluster.define(SHOPS);
        cluster.send("POST", PLACE, shop("x", "{}"));
        JsonNode list = json(cluster.client().get(cluster.url(PLACE), "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"));
        assertEquals("PartialObjectMetadataList x false",
                "%s %s %s".formatted(list.path("kind").asText(), list.path("items").path(0).path("metadata").path("name").asText(),
                        list.path("items").path(0).has("spec")));
    }

    /// CVE-2019-11247: rights in a namespace are none over what has no namespace.
    @Test
    void objectsOfNoNamespaceAreNotReachedThroughOne() {
        Cluster cluster = Cluster.of("scope");
        cluster.define(SHOPS.replace("\"Namespaced\"", "\"Cluster\""));
        assertEquals(201, cluster.send("POST", "/apis/demo.example.com/v1/shops", shop("x", "{}")).status());
        assertEquals(200, cluster.client().get(cluster.url("/apis/demo.example.com/v1/shops/x")).status());
        assertEquals(404, cluster.client().get(cluster.url(PLACE + "/x")).status());
        assertEquals(404, cluster.client().get(cluster.url("/api/v1/namespaces/default/nodes")).status());
    }

    /// Its client begins again, with what the type is now.
    @Test
    void aWatchEndsWhenItsTypeBecomesAnother() {
        Cluster cluster = Cluster.of("watched");
        cluster.define(SHOPS);
        CompletableFuture<RawClient.Answer> watch = CompletableFuture
                .supplyAsync(() -> cluster.client().get(cluster.url(PLACE + "?watch=1&timeoutSeconds=600")));
        int[] size = {5};
        Await.until("the watch has ended", () -> {
            size[0]++;
            cluster.client().send("PATCH", cluster.url(DEFINITIONS + "/shops.demo.example.com"), "application/json-patch+json",
                    "[{\"op\":\"replace\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/maximum\",\"value\":%d}]"
                            .formatted(size[0]));
            return watch.isDone();
        });
        assertEquals(200, watch.join().status());
    }

    @Test
    void whoeverUsesADeprecatedVersionIsTold() {
        Cluster cluster = Cluster.of("deprecated");
        cluster.define(SHOPS.replace("\"served\": true", "\"deprecated\": true, \"served\": true"));
        assertEquals("299 - \"demo.example.com/v1 Shop is deprecated\"", cluster.client().get(cluster.url(PLACE)).headers().get("warning"));
    }
}
