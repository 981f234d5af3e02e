package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two tenants whose nodes, classes, slices, claims, quotas and pods have the same names: what one does with its devices changes nothing of the
/// other's and shows nowhere there.
class DevicesOfTwoTenantsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String RESOURCES = "/apis/resource.k8s.io/v1/";
    private static final String CLAIMS = RESOURCES + "namespaces/default/resourceclaims";
    private static final String SLICES = RESOURCES + "resourceslices";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String QUOTA = "/api/v1/namespaces/default/resourcequotas/few";

    private Side acme;
    private Side globex;

    @BeforeEach
    void twoTenants(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        acme = new Side(plane.cluster("acme", name.substring(0, Math.min(24, name.length()))));
        globex = new Side(plane.cluster("globex", name.substring(0, Math.min(24, name.length()))));
    }

    /// One tenant's cluster, as its administrator sees it.
    private static final class Side {

        private final String url;
        private final RawClient admin;

        Side(ClusterRecord cluster) {
            url = plane.url(cluster.tenant(), cluster.name());
            admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
        }

        Answer send(String path, String body) {
            return admin.send("POST", url + path, "application/json", body);
        }

        void make(String path, String body) {
            Answer made = send(path, body);
            assertEquals(201, made.status(), made.body());
        }

        void patch(String path, String body) {
            Answer changed = admin.send("PATCH", url + path, "application/merge-patch+json", body);
            assertEquals(200, changed.status(), changed.body());
        }

        JsonNode get(String path) {
            return Document.parse(admin.get(url + path).body().getBytes(StandardCharsets.UTF_8)).root();
        }

        void node() {
            make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"}}");
            patch("/api/v1/nodes/n1/status", """
                    {"status":{"allocatable":{"cpu":"4","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""");
            make(RESOURCES + "deviceclasses", """
                    {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"gpu"},
                     "spec":{"selectors":[{"cel":{"expression":"device.driver == 'gpu.example.com'"}}]}}""");
        }

        void slice() {
            make(SLICES, """
                    {"apiVersion":"resource.k8s.io/v1","kind":"ResourceSlice","metadata":{"name":"n1"},"spec":{"driver":"gpu.example.com","nodeName":"n1",
                     "pool":{"name":"n1","generation":1,"resourceSliceCount":1},"devices":[{"name":"a"}]}}""");
        }

        void taint() {
            patch(SLICES + "/n1", "{\"spec\":{\"devices\":[{\"name\":\"a\",\"taints\":[{\"key\":\"broken\",\"effect\":\"NoExecute\"}]}]}}");
        }

        void pod(String claim) {
            make(PODS, """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"terminationGracePeriodSeconds":0,
                     "resourceClaims":[{"name":"d","resourceClaimName":"%s"}],"containers":[{"name":"c","image":"i"}]}}""".formatted(claim));
        }

        String nodeOfThePod() {
            return get(PODS + "/p").at("/spec/nodeName").asText();
        }

        /// All that is said of devices, claims, pods, quotas and events.
        String everything() {
            StringBuilder all = new StringBuilder();
            for (String path : new String[] {SLICES, CLAIMS, PODS, "/api/v1/namespaces/default/resourcequotas", "/api/v1/namespaces/default/events",
                    "/api/v1/namespaces", RESOURCES + "deviceclasses"}) {
                all.append(get(path).path("items")).append('\n');
            }
            return all.toString();
        }
    }

    private static String claim(String name, String more) {
        return """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"%s"},"spec":{"devices":{"requests":[
                 {"name":"gpu","exactly":{"deviceClassName":"gpu"%s}}]}}}""".formatted(name, more);
    }

    @Test
    void aTaintOfOnesDeviceEndsNobodyElsesPods() {
        for (Side side : new Side[] {acme, globex}) {
            side.node();
            side.slice();
            side.make(CLAIMS, claim("c", ""));
            side.pod("c");
            Await.until("it is bound", side::nodeOfThePod, "n1"::equals);
        }
        Await.until("what follows from that is done", () -> globex.get(CLAIMS + "/c").at("/status/reservedFor/0/name").asText(), "p"::equals);
        String before = globex.everything();

        acme.taint();
        Await.until("its pod is ended", () -> acme.get(PODS + "/p"), pod -> pod.path("reason").asText().equals("NotFound")
                || pod.path("metadata").has("deletionTimestamp"));

        assertFalse(acme.get(SLICES + "/n1").at("/spec/devices/0/taints/0/timeAdded").asText().isEmpty());
        assertEquals(before, globex.everything());
        assertEquals("n1", globex.nodeOfThePod());
    }

    @Test
    void aTaintGetsTheTimeOfItsOwnWrite() {
        acme.slice();
        globex.slice();
        acme.taint();
        acme.patch(SLICES + "/n1", """
                {"spec":{"devices":[{"name":"a","taints":[{"key":"broken","effect":"NoExecute","timeAdded":"2020-01-01T00:00:00Z"}]}]}}""");
        String before = globex.everything();
        assertFalse(before.contains("timeAdded"), before);

        globex.taint();

        assertEquals("2020-01-01T00:00:00Z", acme.get(SLICES + "/n1").at("/spec/devices/0/taints/0/timeAdded").asText());
        assertTrue(globex.get(SLICES + "/n1").at("/spec/devices/0/taints/0/timeAdded").asText().startsWith("20"));
        assertFalse(globex.everything().contains("2020-01-01"), "the other's time");
    }

    @Test
    void whoLooksAfterDevicesLooksAfterItsOwn() {
        String admin = claim("all", ",\"allocationMode\":\"All\",\"adminAccess\":true");
        for (Side side : new Side[] {acme, globex}) {
            side.node();
        }
        globex.slice();
        globex.make(CLAIMS, claim("c", ""));
        globex.pod("c");
        Await.until("it is bound", globex::nodeOfThePod, "n1"::equals);
        Await.until("what follows from that is done", () -> globex.get(CLAIMS + "/c").at("/status/reservedFor/0/name").asText(), "p"::equals);

        acme.patch("/api/v1/namespaces/default", "{\"metadata\":{\"labels\":{\"resource.kubernetes.io/admin-access\":\"true\"}}}");
        Answer refused = globex.send(CLAIMS, admin);
        assertEquals(422, refused.status(), refused.body());
        String before = globex.everything();
        acme.make(CLAIMS, admin);
        acme.pod("all");

        Await.until("there is nothing for it", () -> acme.get(PODS + "/p").at("/status/conditions/0/message").asText(),
                why -> why.contains("cannot allocate all claims"));
        assertEquals("", acme.nodeOfThePod());
        assertFalse(acme.everything().contains("\"device\":\"a\""));
        assertEquals(before, globex.everything());
    }

    @Test
    void aQuotaOfAnExtendedResourceCountsOnesOwnClaimsByOnesOwnClasses() {
        for (Side side : new Side[] {acme, globex}) {
            side.make(RESOURCES + "deviceclasses", """
                    {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"gpu"},"spec":{"extendedResourceName":"example.com/%s"}}"""
                    .formatted(side == acme ? "gpu" : "other"));
            side.make("/api/v1/namespaces/default/resourcequotas", """
                    {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few"},"spec":{"hard":{"requests.example.com/gpu":"1"}}}""");
            Await.until("it is counted", () -> side.get(QUOTA).at("/status/used").path("requests.example.com/gpu").asText(), "0"::equals);
        }
        String before = globex.everything();

        acme.make(CLAIMS, claim("mine", ""));
        Answer refused = acme.send(CLAIMS, claim("more", ""));
        assertEquals(403, refused.status(), refused.body());
        assertTrue(refused.body().contains("exceeded quota: few, requested: requests.example.com/gpu=1, used: requests.example.com/gpu=1"), refused.body());
        assertEquals(before, globex.everything());

        for (String name : new String[] {"a", "b", "c"}) {
            globex.make(CLAIMS, claim(name, ""));
        }
        assertEquals("0", globex.get(QUOTA).at("/status/used").path("requests.example.com/gpu").asText(), "its class stands for another resource");
        assertEquals("1", acme.get(QUOTA).at("/status/used").path("requests.example.com/gpu").asText());
    }
}
