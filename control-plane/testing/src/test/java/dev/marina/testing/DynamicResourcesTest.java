package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Devices of a cluster, from the class to the pod that has one, as its users see it.
class DynamicResourcesTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String RESOURCES = "/apis/resource.k8s.io/v1/";
    private static final String MINE = RESOURCES + "namespaces/default/";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private ClusterRecord cluster;
    private RawClient admin;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        cluster = plane.cluster("acme", name.substring(0, Math.min(24, name.length())));
        admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
    }

    private Answer send(String path, String body) {
        return admin.send("POST", plane.url("acme", cluster.name()) + path, JSON, body);
    }

    private void make(String path, String body) {
        Answer made = send(path, body);
        assertEquals(201, made.status(), made.body());
    }

    private JsonNode get(String path) {
        return Document.parse(admin.get(plane.url("acme", cluster.name()) + path).body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private void patch(String path, String body) {
        Answer changed = admin.send("PATCH", plane.url("acme", cluster.name()) + path, "application/merge-patch+json", body);
        assertEquals(200, changed.status(), changed.body());
    }

    private void devices() {
        make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"}}");
        patch("/api/v1/nodes/n1/status", """
                {"status":{"allocatable":{"cpu":"4","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""");
        make(RESOURCES + "deviceclasses", """
                {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"gpu"},
                 "spec":{"selectors":[{"cel":{"expression":"device.driver == 'gpu.example.com'"}}]}}""");
        make(RESOURCES + "resourceslices", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceSlice","metadata":{"name":"n1"},"spec":{"driver":"gpu.example.com","nodeName":"n1",
                 "pool":{"name":"n1","generation":1,"resourceSliceCount":1},"devices":[
                 {"name":"old","attributes":{"year":{"int":2019}},"capacity":{"memory":{"value":"8Gi"}}},
                 {"name":"new","attributes":{"year":{"int":2025}},"capacity":{"memory":{"value":"80Gi"}}}]}}""");
        make(MINE + "resourceclaimtemplates", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaimTemplate","metadata":{"name":"large"},"spec":{"spec":{"devices":{"requests":[
                 {"name":"gpu","exactly":{"deviceClassName":"gpu","selectors":[{"cel":{"expression":
                 "device.attributes['gpu.example.com'].year > 2020 && device.capacity['gpu.example.com'].memory.compareTo(quantity('40Gi')) >= 0"}}]}}]}}}}""");
    }

    private void pod(String name) {
        make(PODS, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"resourceClaims":[{"name":"gpu","resourceClaimTemplateName":"large"}],
                 "containers":[{"name":"c","image":"i","resources":{"claims":[{"name":"gpu"}]}}]}}""".formatted(name));
    }

    private JsonNode claimOf(String pod) {
        String name = Await.until("the claim is made", () -> get(PODS + "/" + pod).at("/status/resourceClaimStatuses/0/resourceClaimName").asText(),
                each -> !each.isEmpty());
        return get(MINE + "resourceclaims/" + name);
    }

    @Test
    void aPodGetsADeviceFromATemplateAndGivesItBack() {
        devices();
        pod("train");
        Await.until("it is bound", () -> get(PODS + "/train").at("/spec/nodeName").asText(), "n1"::equals);
        JsonNode claim = claimOf("train");
        assertEquals("new", claim.at("/status/allocation/devices/results/0/device").asText());
        assertEquals("train", claim.at("/status/reservedFor/0/name").asText());

        pod("waits");
        JsonNode why = Await.until("it says why", () -> get(PODS + "/waits").at("/status/conditions/0/message"),
                each -> each.asText().contains("cannot allocate"));
        assertTrue(why.asText().startsWith("0/1 nodes are available: 1 cannot allocate all claims."), why.asText());
        JsonNode verdict = get("/apis/marina.dev/v1/namespaces/default/pods/waits/explanation").path("waiting").path(0);
        assertEquals("cannot allocate all claims", verdict.at("/verdicts/0/plugins/DynamicResources/reasons/0").asText(), verdict.toString());
        assertEquals("resourceClaims", verdict.at("/smallestChange/constraint").asText(), verdict.toString());

        admin.send("DELETE", plane.url("acme", cluster.name()) + PODS + "/train?gracePeriodSeconds=0", JSON, "");
        Await.until("the next has the device", () -> get(PODS + "/waits").at("/spec/nodeName").asText(), "n1"::equals);
        Await.until("the first claim has gone", () -> get(MINE + "resourceclaims").path("items").size(), size -> size == 1);
    }

    /// A pod waits for a device that its driver makes ready, and the driver says so in the claim's status.
    @Test
    void aDriverMakesADeviceReadyAndThePodIsBoundThen() {
        devices();
        make(RESOURCES + "deviceclasses", """
                {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"fabric"},
                 "spec":{"selectors":[{"cel":{"expression":"device.driver == 'fabric.example.com'"}}]}}""");
        make(RESOURCES + "resourceslices", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceSlice","metadata":{"name":"fabric"},"spec":{"driver":"fabric.example.com","allNodes":true,
                 "pool":{"name":"far","generation":1,"resourceSliceCount":1},"devices":[{"name":"f0","bindsToNode":true,
                 "bindingConditions":["fabric.example.com/Attached"],"bindingFailureConditions":["fabric.example.com/Lost"]}]}}""");
        make(MINE + "resourceclaims", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"c"},"spec":{"devices":{"requests":[
                 {"name":"r","exactly":{"deviceClassName":"fabric"}}]}}}""");
        make(PODS, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"resourceClaims":[{"name":"d","resourceClaimName":"c"}],
                 "containers":[{"name":"c","image":"i"}]}}""");
        JsonNode result = Await.until("its driver hears of it", () -> get(MINE + "resourceclaims/c").at("/status/allocation/devices/results/0"),
                each -> each.isObject());
        assertEquals("fabric.example.com/Attached", result.at("/bindingConditions/0").asText());
        Await.until("it is said for what the pod waits", () -> get("/api/v1/namespaces/default/events").toString(),
                each -> each.contains("waiting for binding conditions for device on node n1"));
        assertEquals("", get(PODS + "/p").at("/spec/nodeName").asText());

        patch(MINE + "resourceclaims/c/status", """
                {"status":{"devices":[{"driver":"fabric.example.com","pool":"far","device":"f0","conditions":[{"type":"fabric.example.com/Attached",
                 "status":"True","reason":"Done","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}]}}""");
        Await.until("it is bound", () -> get(PODS + "/p").at("/spec/nodeName").asText(), "n1"::equals);
    }

    @Test
    void anotherClustersDevicesAreNobodysHere() {
        devices();
        ClusterRecord first = cluster;
        cluster = plane.cluster("acme", "without");
        admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
        make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"}}");
        patch("/api/v1/nodes/n1/status", """
                {"status":{"allocatable":{"cpu":"4","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""");
        make(RESOURCES + "deviceclasses", "{\"apiVersion\":\"resource.k8s.io/v1\",\"kind\":\"DeviceClass\",\"metadata\":{\"name\":\"gpu\"},\"spec\":{}}");
        make(MINE + "resourceclaims", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"c"},"spec":{"devices":{"requests":[
                 {"name":"gpu","exactly":{"deviceClassName":"gpu"}}]}}}""");
        make(PODS, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"resourceClaims":[{"name":"gpu","resourceClaimName":"c"}],
                 "containers":[{"name":"c","image":"i"}]}}""");
        Await.until("it finds none", () -> get(PODS + "/p").at("/status/conditions/0/message").asText(), each -> each.contains("cannot allocate all claims"));
        cluster = first;
    }

    @Test
    void aTaintThatSaysNoTimeHasBeenThereSinceItWasWritten() {
        make(RESOURCES + "resourceslices", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceSlice","metadata":{"name":"s"},"spec":{"driver":"gpu.example.com","allNodes":true,
                 "pool":{"name":"p","generation":1,"resourceSliceCount":1},"devices":[{"name":"a","taints":[{"key":"broken","effect":"NoExecute"},
                 {"key":"known","effect":"NoSchedule","timeAdded":"2026-01-01T00:00:00Z"}]}]}}""");
        JsonNode slice = get(RESOURCES + "resourceslices/s");
        Instant since = Instant.parse(slice.at("/spec/devices/0/taints/0/timeAdded").asText());
        assertTrue(Duration.between(since, Instant.parse(slice.at("/metadata/creationTimestamp").asText())).abs().toSeconds() <= 1, slice.toString());
        assertEquals("2026-01-01T00:00:00Z", slice.at("/spec/devices/0/taints/1/timeAdded").asText());

        patch(RESOURCES + "resourceslices/s", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertEquals(since.toString(), get(RESOURCES + "resourceslices/s").at("/spec/devices/0/taints/0/timeAdded").asText());
    }

    @Test
    void aQuotaOfAnExtendedResourceCountsClaimsOfItsClass() {
        make(RESOURCES + "deviceclasses", """
                {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"gpu"},"spec":{"extendedResourceName":"example.com/gpu"}}""");
        make("/api/v1/namespaces/default/resourcequotas", """
                {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few"},"spec":{"hard":{"requests.example.com/gpu":"3"}}}""");
        make(MINE + "resourceclaims", claim("two", 2));
        make(PODS, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i",
                 "resources":{"limits":{"example.com/gpu":"1"}}}]}}""");
        Answer refused = send(MINE + "resourceclaims", claim("more", 1));
        assertEquals(403, refused.status(), refused.body());
        assertTrue(refused.body().contains("exceeded quota: few, requested: requests.example.com/gpu=1, used: requests.example.com/gpu=3, "
                + "limited: requests.example.com/gpu=3"), refused.body());
        assertEquals("3", get("/api/v1/namespaces/default/resourcequotas/few").at("/status/used").path("requests.example.com/gpu").asText());

        admin.send("DELETE", plane.url("acme", cluster.name()) + MINE + "resourceclaims/two", JSON, "");
        Await.until("its devices are anybody's", () -> send(MINE + "resourceclaims", claim("more", 1)).status(), status -> status == 201);
    }

    @Test
    void othersDevicesAreLookedAfterFromNamespacesThatAreThereForIt() {
        String claim = """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"c"},"spec":{"devices":{"requests":[
                 {"name":"gpu","exactly":{"deviceClassName":"gpu","adminAccess":true}}]}}}""";
        String why = "spec.devices.requests[0].adminAccess: Forbidden: admin access to devices requires the `resource.kubernetes.io/admin-access: true` "
                + "label on the containing namespace";
        Answer refused = send(MINE + "resourceclaims", claim);
        assertEquals(422, refused.status(), refused.body());
        assertTrue(refused.body().contains(why), refused.body());
        Answer template = send(MINE + "resourceclaimtemplates", """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaimTemplate","metadata":{"name":"t"},"spec":{"spec":{"devices":{"requests":[
                 {"name":"gpu","exactly":{"deviceClassName":"gpu","adminAccess":true}}]}}}}""");
        assertTrue(template.status() == 422 && template.body().contains(why), template.body());

        patch("/api/v1/namespaces/default", "{\"metadata\":{\"labels\":{\"resource.kubernetes.io/admin-access\":\"true\"}}}");
        make(MINE + "resourceclaims", claim);
    }

    private static String claim(String name, int count) {
        return """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"%s"},"spec":{"devices":{"requests":[
                 {"name":"gpu","exactly":{"deviceClassName":"gpu","count":%d}}]}}}""".formatted(name, count);
    }

    @Test
    void aSelectorThatIsNoneIsRefusedWithItsField() {
        Answer refused = send(RESOURCES + "deviceclasses", """
                {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"bad"},
                 "spec":{"selectors":[{"cel":{"expression":"device.colour == 'red'"}}]}}""");
        assertEquals(422, refused.status(), refused.body());
        assertTrue(refused.body().contains("spec.selectors[0].cel.expression"), refused.body());
    }
}
