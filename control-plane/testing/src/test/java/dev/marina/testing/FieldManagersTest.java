package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who is said to manage which field, whatever the way in which it was written.
class FieldManagersTest extends AppliedObjects {

    @Test
    void aWriteTakesOverWhatItChangesOnly() {
        apply(configMaps() + "/written", "one", configMap("written", "a: '1', b: '1'"));
        Document after = object(
                client.send("PATCH", configMaps() + "/written?fieldManager=patcher", MERGE, "{\"data\":{\"a\":\"2\",\"b\":\"1\",\"c\":\"1\"}}"));

        assertEquals("Apply one v1 {f:data:{f:b:{}}}\nUpdate patcher v1 {f:data:{f:a:{},f:c:{}}}", managers(after));
    }

    @Test
    void aCreateManagesAllThatItSaidAndItsDefaults() {
        String body = "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"whole\",\"labels\":{\"x\":\"y\"}},\"spec\":{\"replicas\":0,"
                + "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
        Document created = object(client.send("POST", deployments() + "?fieldManager=creator", JSON, body));

        assertEquals("Update creator apps/v1 {f:metadata:{f:labels:{.:{},f:x:{}}},f:spec:{f:progressDeadlineSeconds:{},f:replicas:{},f:revisionHistoryLimit:{},"
                + "f:selector:{},f:strategy:{f:rollingUpdate:{.:{},f:maxSurge:{},f:maxUnavailable:{}},f:type:{}},f:template:{f:metadata:{f:labels:{.:{},f:a:{}}},"
                + "f:spec:{f:containers:{k:{\\name\\:\\c\\}:{.:{},f:image:{},f:imagePullPolicy:{},f:name:{},f:resources:{},f:terminationMessagePath:{},"
                + "f:terminationMessagePolicy:{}}},f:dnsPolicy:{},f:restartPolicy:{},f:schedulerName:{},f:securityContext:{},f:terminationGracePeriodSeconds:{}}}}}",
                managers(created));
    }

    @Test
    void withoutANameTheUserAgentIsTheManager() {
        Document created = object(client.send("POST", configMaps(), JSON, "{\"metadata\":{\"name\":\"agent\"},\"data\":{\"a\":\"1\"}}"));

        assertEquals("Update Java-http-client v1 {f:data:{.:{},f:a:{}}}", managers(created));
    }

    @Test
    void theStatusHasManagersOfItsOwn() {
        object(apply(deployments() + "/stated", "one", deployment("stated", TEMPLATE + "}, status: {replicas: 7")));
        Document after = object(client.send("PATCH", deployments() + "/stated/status?fieldManager=two", MERGE,
                "{\"status\":{\"observedGeneration\":7},\"spec\":{\"replicas\":9}}"));

        assertTrue(managers(after).contains("Update two apps/v1/status {f:status:{f:observedGeneration:{}}}"), managers(after));
        assertFalse(entries(after).stream().anyMatch(entry -> entry.path("manager").asText().equals("one") && entry.path("fieldsV1").has("f:status")),
                managers(after));
    }

    @Test
    void scalingIsAChangeThroughThatSubresource() {
        object(apply(deployments() + "/scaled", "one", deployment("scaled", "replicas: 0, " + TEMPLATE)));
        assertEquals(200, client.send("PATCH", deployments() + "/scaled/scale?fieldManager=scaler", MERGE, "{\"spec\":{\"replicas\":1}}").status());

        assertTrue(managers(get(deployments() + "/scaled")).contains("Update scaler apps/v1/scale {f:spec:{f:replicas:{}}}"),
                managers(get(deployments() + "/scaled")));
        assertEquals("409 Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\" using apps/v1: .spec.replicas",
                message(apply(deployments() + "/scaled", "one", deployment("scaled", "replicas: 0, " + TEMPLATE))));
    }

    @Test
    void managersAreResetByAnEmptyEntryAndKeptByNone() {
        object(apply(configMaps() + "/reset", "me", configMap("reset", "a: '1'")));
        Document kept = object(client.send("PATCH", configMaps() + "/reset", MERGE, "{\"metadata\":{\"managedFields\":null}}"));
        assertEquals("Apply me v1 {f:data:{f:a:{}}}", managers(kept));

        Document reset = object(client.send("PATCH", configMaps() + "/reset", MERGE, "{\"metadata\":{\"managedFields\":[{}]}}"));
        assertEquals("", managers(reset));

        Document again = object(apply(configMaps() + "/reset", "me", configMap("reset", "a: '1'")));
        assertEquals("Apply me v1 {f:data:{f:a:{}}}\nUpdate before-first-apply v1 {f:data:{.:{},f:a:{}}}", managers(again));
    }

    @Test
    void managersMayBeRewrittenByAPatchOfThem() {
        object(apply(configMaps() + "/renamed", "old", configMap("renamed", "a: '1'")));
        Document renamed = object(client.send("PATCH", configMaps() + "/renamed", "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/metadata/managedFields/0/manager\",\"value\":\"new\"}]"));

        assertEquals("Apply new v1 {f:data:{f:a:{}}}", managers(renamed));
        assertEquals("{\"a\":\"1\"}", renamed.at("data").toString());
    }

    @Test
    void managersThatCannotBeReadAreAsIfNotSent() {
        object(apply(configMaps() + "/unreadable", "me", configMap("unreadable", "a: '1'")));
        for (String entry : List.of("{\"operation\":\"Odd\",\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\"}",
                "{\"operation\":\"Update\",\"fieldsType\":\"FieldsV1\"}",
                "{\"operation\":\"Update\",\"apiVersion\":\"v1\"}",
                "{\"operation\":\"Update\",\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"odd\":{}}}")) {
            Document kept = object(client.send("PATCH", configMaps() + "/unreadable", MERGE, "{\"metadata\":{\"managedFields\":[%s]}}".formatted(entry)));
            assertEquals("Apply me v1 {f:data:{f:a:{}}}", managers(kept), entry);
        }
    }

    @Test
    void aManagersNameIsCheckedWhereverItComesFrom() {
        object(apply(configMaps() + "/named", "me", configMap("named", "a: '1'")));

        assertEquals("422 ConfigMap \"named\" is invalid: metadata.managedFields[0].manager: Too long: may not be more than 128 bytes",
                message(client.send("PATCH", configMaps() + "/named", MERGE, ("{\"metadata\":{\"managedFields\":[{\"manager\":\"%s\",\"operation\":\"Update\","
                        + "\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{}}}]}}").formatted("m".repeat(129)))));
    }

    @Test
    void ofManyUpdatersTheOldestBecomeOne() {
        object(client.send("POST", configMaps() + "?fieldManager=creator", JSON, "{\"metadata\":{\"name\":\"many\"},\"data\":{\"first\":\"1\"}}"));
        for (int i = 0; i < 12; i++) {
            object(client.send("PATCH", configMaps() + "/many?fieldManager=writer-" + i, MERGE, "{\"data\":{\"k%d\":\"1\"}}".formatted(i)));
        }
        Document object = get(configMaps() + "/many");

        assertEquals(10, entries(object).size(), managers(object));
        assertTrue(managers(object).contains("Update ancient-changes v1 "), managers(object));
    }

    /// Listed and watched objects have them too, and nobody decodes them for that.
    @Test
    void everyFormOfAnObjectTellsItsManagers() {
        object(apply(configMaps() + "/listed", "me", configMap("listed", "a: '1'")));
        Document list = get(configMaps() + "?fieldSelector=metadata.name=listed");

        assertEquals("me", list.at("items").get(0).path("metadata").path("managedFields").get(0).path("manager").asText());
    }
}
