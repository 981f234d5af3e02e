package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of an object between the text that a client sends and the text that it reads back.
class StoredFormTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private static RawClient client;
    private static String base;

    @BeforeAll
    static void aCluster() {
        ClusterRecord cluster = plane.cluster("acme", "forms");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        base = plane.url("acme", "forms");
    }

    private static String core(String type) {
        return base + "/api/v1/namespaces/kube-public/" + type;
    }

    private static String deployments() {
        return base + "/apis/apps/v1/namespaces/kube-public/deployments";
    }

    private static String deployment(String name, String more) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s"},"spec":{%s"selector":{"matchLabels":{"a":"b"}},
                 "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""".formatted(name, more);
    }

    private static Document document(Answer answer) {
        assertTrue(answer.status() < 300, answer.toString());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void emptyFieldsAreNotStoredAndRequiredOnesAre() {
        Document stored = document(client.send("POST", deployments(), JSON, deployment("zeros", "\"paused\":false,\"minReadySeconds\":0,")));

        assertFalse(stored.at("spec").has("paused") || stored.at("spec").has("minReadySeconds"), stored.toString());
        assertEquals("{}", stored.at("status").toString());
        assertEquals("{}", stored.at("spec", "template", "spec", "containers").get(0).path("resources").toString());
    }

    @Test
    void aPatchThatSpellsOutADefaultStartsNoRollout() {
        Document before = document(client.send("POST", deployments(), JSON, deployment("spelled", "")));

        Document after = document(client.send("PATCH", deployments() + "/spelled", MERGE,
                "{\"spec\":{\"paused\":false,\"replicas\":1,\"template\":{\"spec\":{\"hostNetwork\":false,\"nodeSelector\":{}}}}}"));

        assertEquals(before.generation(), after.generation());
    }

    /// Of a type that no controller writes to meanwhile.
    @Test
    void aPatchThatSpellsOutADefaultMakesNoVersion() {
        Document before = document(client.send("POST", core("podtemplates"), JSON, podTemplate("spelled")));

        Document after = document(client.send("PATCH", core("podtemplates") + "/spelled", MERGE,
                "{\"metadata\":{\"finalizers\":[]},\"template\":{\"spec\":{\"hostNetwork\":false,\"nodeSelector\":{},\"restartPolicy\":\"Always\"}}}"));

        assertEquals(before.resourceVersion(), after.resourceVersion());
    }

    private static String podTemplate(String name) {
        return """
                {"apiVersion":"v1","kind":"PodTemplate","metadata":{"name":"%s"},
                 "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}""".formatted(name);
    }

    @Test
    void fieldsThatStandTwiceAreRefusedStrictlyToldOtherwiseAndIgnoredIfAsked() {
        String body = deployment("twice", "\"replicas\":2,\"replicas\":3,\"foo\":1,");

        Answer strict = client.send("POST", deployments() + "?fieldValidation=Strict", JSON, body);
        assertEquals(400, strict.status());
        assertTrue(strict.body().contains("strict decoding error: duplicate field \\\"spec.replicas\\\", unknown field \\\"spec.foo\\\""), strict.body());

        Answer warned = client.send("POST", deployments(), JSON, body);
        assertEquals(3, document(warned).at("spec", "replicas").asInt());
        assertEquals("299 - \"duplicate field \\\"spec.replicas\\\"\", 299 - \"unknown field \\\"spec.foo\\\"\"", warned.headers().get("warning"));

        assertFalse(client.send("PUT", deployments() + "/twice?fieldValidation=Ignore", JSON, body).headers().containsKey("warning"));
    }

    @Test
    void aPatchIsReadAsStrictly() {
        client.send("POST", deployments(), JSON, deployment("patched", ""));

        Answer refused = client.send("PATCH", deployments() + "/patched?fieldValidation=Strict", MERGE,
                "{\"spec\":{\"paused\":true,\"paused\":false,\"foo\":1}}");

        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("strict decoding error: duplicate field \\\"spec.paused\\\", unknown field \\\"spec.foo\\\""), refused.body());
    }

    @Test
    void aPathThatNobodyServesIsAnsweredInTextAndAnUnknownTypeWithDetails() {
        for (String path : List.of("/nothing", "/apis/example.com/v1/things", "/openapi/v3/apis/example.com/v1")) {
            Answer answer = client.get(base + path);
            assertEquals("404 404 page not found\n", answer.status() + " " + answer.body(), path);
            assertTrue(answer.headers().get("content-type").startsWith("text/plain"), path);
        }
        Answer unknown = client.get(base + "/api/v1/things");
        assertEquals(404, unknown.status());
        assertTrue(unknown.body().contains("\"details\":{}"), unknown.body());
    }

    @Test
    void openApiIsServedAsProtobufUnderBothNamesAndAnsweredByItsTag() {
        for (String accept : List.of("application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
                "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")) {
            Answer answer = client.get(base + "/openapi/v2", accept);
            assertEquals(200, answer.status());
            assertEquals("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", answer.headers().get("content-type"));
        }
        assertEquals("application/com.github.proto-openapi.spec.v3.v1.0+protobuf",
                client.get(base + "/openapi/v3/apis/apps/v1", "application/com.github.proto-openapi.spec.v3.v1.0+protobuf;q=0.9").headers()
                        .get("content-type"));
        assertEquals(406, client.get(base + "/openapi/v2", "text/html").status());
    }

    /// As those of kube-apiserver, whose clients know it from the list.
    @Test
    void itemsOfAListHaveNoKindAndClientsSayItAllTheSame() {
        client.send("POST", core("configmaps"), JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"listed\"},\"data\":{\"k\":\"v\"}}");
        Document list = document(client.get(core("configmaps") + "?fieldSelector=metadata.name%3Dlisted"));
        Document one = document(client.get(core("configmaps") + "/listed"));

        assertEquals("ConfigMapList v1", list.kind() + " " + list.text("apiVersion"));
        assertEquals(one.without("kind").without("apiVersion").root(), list.at("items").get(0));
        ConfigMap read = plane.admin("acme", "forms").configMaps().inNamespace("kube-public").withField("metadata.name", "listed").list().getItems().getFirst();
        assertEquals("ConfigMap v1 v", read.getKind() + " " + read.getApiVersion() + " " + read.getData().get("k"));
    }

    @Test
    void bothFacesOfEventsShowTheSame() {
        String body = """
                {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"faces","namespace":"default"},"eventTime":"2026-01-01T00:00:00.000000Z",
                 "reportingController":"test/one","reportingInstance":"i","action":"Do","reason":"Done","type":"Normal","note":"hello",
                 "regarding":{"kind":"Pod","namespace":"default","name":"p"}}""";
        String events = base + "/apis/events.k8s.io/v1/namespaces/default/events";
        assertEquals("hello", document(client.send("POST", events, JSON, body)).text("note"));

        Document core = document(client.get(base + "/api/v1/namespaces/default/events/faces"));
        assertEquals("hello p test/one", core.text("message") + " " + core.text("involvedObject", "name") + " " + core.text("reportingComponent"));

        Document list = document(client.get(events + "?fieldSelector=regarding.name%3Dp"));
        assertEquals("events.k8s.io/v1 hello", list.text("apiVersion") + " " + list.at("items").get(0).path("note").asText());

        Document changed = document(
                client.send("PATCH", events + "/faces", MERGE, "{\"series\":{\"count\":2,\"lastObservedTime\":\"2026-01-01T00:00:01.000000Z\"}}"));
        assertEquals(2, changed.at("series", "count").asInt());
        assertEquals(422, client.send("PATCH", events + "/faces", MERGE, "{\"note\":\"other\"}").status());
    }

    @Test
    void aLimitRangeGivesDefaultsAndHoldsItsBounds() {
        document(client.send("POST", core("limitranges"), JSON,
                """
                {"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"defaultRequest":{"cpu":"100m"}}]}}"""));
        client.send("POST", core("serviceaccounts"), JSON, "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
        String pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":%s}]}}";

        Document filled = document(client.send("POST", core("pods"), JSON, pod.formatted("small", "{}")));
        assertEquals("{\"requests\":{\"cpu\":\"100m\"},\"limits\":{\"cpu\":\"1\"}}", filled.at("spec", "containers").get(0).path("resources").toString());
        assertEquals("Burstable", filled.text("status", "qosClass"));

        Answer refused = client.send("POST", core("pods"), JSON, pod.formatted("large", "{\"limits\":{\"cpu\":\"2\"}}"));
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("pods \\\"large\\\" is forbidden: maximum cpu usage per Container is 1, but limit is 2"), refused.body());
    }

    @Test
    void aPodTemplateIsFilledInAndCountsItsGenerations() {
        Document made = document(client.send("POST", core("podtemplates"), JSON, podTemplate("t")));
        assertEquals("Always", made.text("template", "spec", "restartPolicy"));

        Document same = document(client.send("PATCH", core("podtemplates") + "/t", MERGE, "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}"));
        Document other = document(client.send("PATCH", core("podtemplates") + "/t", MERGE, "{\"template\":{\"metadata\":{\"labels\":{\"a\":\"c\"}}}}"));
        assertEquals("1 1 2", made.generation() + " " + same.generation() + " " + other.generation());
        assertEquals(422, client.send("PATCH", core("podtemplates") + "/t", MERGE, "{\"template\":{\"spec\":{\"containers\":[]}}}").status());
    }

    @Test
    void aNamespacesOwnFinalizersAreKept() {
        Document made = document(client.send("POST", base + "/api/v1/namespaces", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"own\"},\"spec\":{\"finalizers\":[\"example.com/mine\"]}}"));

        assertEquals("[\"example.com/mine\",\"kubernetes\"]", made.at("spec", "finalizers").toString());
    }
}
