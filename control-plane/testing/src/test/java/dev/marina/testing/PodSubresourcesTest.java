package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What can be changed of a pod that runs: containers added to look into it, and what its containers may use.
class PodSubresourcesTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RawClient client;
    private String namespace;
    private String clusterName;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        ClusterRecord cluster = plane.cluster("acme", name.substring(0, Math.min(30, name.length())));
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        namespace = plane.url("acme", cluster.name()) + "/api/v1/namespaces/default/";
        clusterName = cluster.name();
    }

    private void node() {
        FakeNodes.readyNode(plane.admin("acme", clusterName), "n", 10);
    }

    private String web() {
        return namespace + "pods/web";
    }

    private void pod(String spec) {
        Answer made = client.send("POST", namespace + "pods", "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"},\"spec\":%s}".formatted(json(spec)));
        assertEquals(201, made.status(), made.body());
    }

    private Answer patch(String subresource, String patch) {
        return client.send("PATCH", web() + "/" + subresource, STRATEGIC, json(patch));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private JsonNode present() throws Exception {
        return JSON.readTree(client.get(web()).body());
    }

    private static void refused(int status, String why, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertTrue(answer.body().replace("\\\"", "\"").contains(why), answer.body());
    }

    @Test
    void aPodIsOfItsFirstGenerationUntilSomebodyChangesItsSpec() throws Exception {
        pod("{'schedulerName':'mine','containers':[{'name':'c','image':'i'}]}");
        Answer bound = client.send("POST", web() + "/binding", "application/json",
                json("{'apiVersion':'v1','kind':'Binding','metadata':{'name':'web'},'target':{'kind':'Node','name':'n'}}"));
        assertEquals(201, bound.status(), bound.body());

        JsonNode pod = present();
        assertEquals("n 1", pod.path("spec").path("nodeName").asText() + " " + pod.path("metadata").path("generation").asLong());
        JsonNode scheduled = pod.path("status").path("conditions").get(0);
        assertEquals("PodScheduled True 1", "%s %s %s".formatted(scheduled.path("type").asText(), scheduled.path("status").asText(),
                scheduled.path("observedGeneration").asLong()));

        assertEquals(200, client.send("PATCH", web(), STRATEGIC, json("{'spec':{'activeDeadlineSeconds':100}}")).status());
        assertEquals(200, client.send("PATCH", web(), STRATEGIC, json("{'metadata':{'labels':{'a':'b'}}}")).status());
        assertEquals(2, present().path("metadata").path("generation").asLong());
    }

    @Test
    void aPodWithGatesSaysThatItIsNotScheduledAndWithoutThemNothing() throws Exception {
        pod("{'schedulingGates':[{'name':'a'},{'name':'b'}],'containers':[{'name':'c','image':'i'}]}");
        JsonNode gated = present().path("status").path("conditions");
        assertEquals(1, gated.size(), gated.toString());
        assertEquals("PodScheduled False SchedulingGated Scheduling is blocked due to non-empty scheduling gates",
                "%s %s %s %s".formatted(gated.get(0).path("type").asText(), gated.get(0).path("status").asText(), gated.get(0).path("reason").asText(),
                        gated.get(0).path("message").asText()));
        assertEquals(present().path("metadata").path("creationTimestamp"), gated.get(0).path("lastTransitionTime"));

        assertEquals(201, client.send("POST", namespace + "pods", "application/json",
                json("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'other'},'spec':{'schedulerName':'mine','containers':[{'name':'c','image':'i'}]}}"))
                .status());
        assertTrue(JSON.readTree(client.get(namespace + "pods/other").body()).path("status").path("conditions").isEmpty());
    }

    @Test
    void anEphemeralContainerIsAddedAndStays() throws Exception {
        pod("{'nodeName':'n','containers':[{'name':'c','image':'i'}]}");

        Answer added = patch("ephemeralcontainers", "{'spec':{'ephemeralContainers':[{'name':'debugger','image':'tools','targetContainerName':'c'}]}}");
        assertEquals(200, added.status(), added.body());

        JsonNode pod = JSON.readTree(client.get(web() + "/ephemeralcontainers").body());
        assertEquals("debugger Always File 2", "%s %s %s %s".formatted(pod.at("/spec/ephemeralContainers/0/name").asText(),
                pod.at("/spec/ephemeralContainers/0/imagePullPolicy").asText(), pod.at("/spec/ephemeralContainers/0/terminationMessagePolicy").asText(),
                pod.at("/metadata/generation").asText()));
        refused(422, "existing ephemeral containers \"debugger\" may not be changed",
                patch("ephemeralcontainers", "{'spec':{'ephemeralContainers':[{'name':'debugger','image':'other'}]}}"));
        refused(422, "existing ephemeral containers \"debugger\" may not be removed",
                client.send("PATCH", web() + "/ephemeralcontainers", "application/merge-patch+json", json("{'spec':{'ephemeralContainers':[]}}")));
        refused(422, "pod updates may not change fields",
                client.send("PATCH", web(), STRATEGIC, json("{'spec':{'ephemeralContainers':[{'name':'second','image':'tools'}]}}")));
    }

    @Test
    void anEphemeralContainerIsHeldToItsRules() throws Exception {
        pod("{'nodeName':'n','volumes':[{'name':'v','emptyDir':{}}],'containers':[{'name':'c','image':'i'}]}");
        record Row(String container, int status, String why) {}
        for (Row row : new Row[] {
                new Row("{'name':'c','image':'i'}", 422, "spec.ephemeralContainers[0].name: Duplicate value: \"c\""),
                new Row("{'name':'d','image':'i','targetContainerName':'x'}", 422, "spec.ephemeralContainers[0].targetContainerName: Not found: \"x\""),
                new Row("{'name':'d','image':'i','ports':[{'containerPort':1}]}", 422, "ports: Forbidden: cannot be set for an Ephemeral Container"),
                new Row("{'name':'d','image':'i','resources':{'limits':{'cpu':'1'}}}", 422, "resources: Forbidden: cannot be set for an Ephemeral Container"),
                new Row("{'name':'d','image':'i','volumeMounts':[{'name':'v','mountPath':'/v','subPath':'a'}]}", 422,
                        "volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container"),
                new Row("{'name':'d','image':'i','volumeMounts':[{'name':'w','mountPath':'/v'}]}", 422, "volumeMounts[0].name: Not found: \"w\"")}) {
            refused(row.status, row.why, patch("ephemeralcontainers", "{'spec':{'ephemeralContainers':[%s]}}".formatted(row.container)));
        }
        Answer other = patch("ephemeralcontainers", "{'spec':{'hostNetwork':true,'containers':[{'name':'c','image':'mine'}]}}");
        assertEquals(200, other.status(), other.body());
        assertEquals("i 1", "%s %s".formatted(present().at("/spec/containers/0/image").asText(), present().at("/metadata/generation").asText()));
    }

    /// What a tenant may not have from the start it does not get later either.
    @Test
    void anEphemeralContainerLeadsToNoMachineAndThereAreNotManyOfThem() throws Exception {
        pod("{'nodeName':'n','containers':[{'name':'c','image':'i'}]}");

        refused(403, "SYS_ADMIN is not allowed on this platform", patch("ephemeralcontainers",
                "{'spec':{'ephemeralContainers':[{'name':'d','image':'i','securityContext':{'capabilities':{'add':['SYS_ADMIN']}}}]}}"));
        refused(422, "must have at most 16 items", patch("ephemeralcontainers", "{'spec':{'ephemeralContainers':[%s]}}"
                .formatted(IntStream.range(0, 17).mapToObj("{'name':'d%d','image':'i'}"::formatted).collect(Collectors.joining(",")))));
        assertEquals(1, present().at("/metadata/generation").asLong());
    }

    @Test
    void aResizeChangesAmountsAndNothingElse() throws Exception {
        node();
        pod("{'nodeName':'n','containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'20m','memory':'30Mi'},'limits':{'cpu':'40m'}}}]}");

        Answer resized = patch("resize",
                "{'spec':{'activeDeadlineSeconds':7,'containers':[{'name':'c','image':'other','resources':{'requests':{'cpu':'25m'},'limits':{'memory':'1Gi'}}}]}}");
        assertEquals(200, resized.status(), resized.body());

        JsonNode pod = JSON.readTree(client.get(web() + "/resize").body());
        assertEquals("i 2 false", "%s %s %s".formatted(pod.at("/spec/containers/0/image").asText(), pod.at("/metadata/generation").asText(),
                pod.at("/spec").has("activeDeadlineSeconds")));
        assertEquals(JSON.readTree(json("{'limits':{'cpu':'40m','memory':'1Gi'},'requests':{'cpu':'25m','memory':'30Mi'}}")),
                pod.at("/spec/containers/0/resources"));
        refused(422, "pod updates may not change fields",
                client.send("PATCH", web(), STRATEGIC, json("{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1'}}}]}}")));
    }

    @Test
    void aResizeIsHeldToItsRules() throws Exception {
        pod("""
                {'nodeName':'n','initContainers':[{'name':'first','image':'i','resources':{'requests':{'cpu':'1m'}}}],
                 'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'1','memory':'1Gi'},'limits':{'cpu':'1','memory':'1Gi'}}},
                 {'name':'d','image':'i','resources':{'requests':{'cpu':'1','memory':'1Gi','ephemeral-storage':'1Gi'}}}]}""");
        record Row(String patch, String why) {}
        for (Row row : new Row[] {
                new Row("{'containers':[{'name':'d','resources':{'requests':{'cpu':null}}}]}",
                        "spec.containers[1].resources.requests: Forbidden: resource requests cannot be removed"),
                new Row("{'containers':[{'name':'d','resources':{'requests':{'ephemeral-storage':'2Gi'}}}]}", "only cpu and memory resources are mutable"),
                new Row("{'containers':[{'name':'c','resources':{'requests':{'cpu':'2'}}}]}", "must be less than or equal to cpu limit of 1"),
                new Row("{'containers':[{'name':'x','image':'i'}]}", "containers may not be added or removed on resize"),
                new Row("{'containers':[{'name':'c','resizePolicy':[{'resourceName':'cpu','restartPolicy':'Maybe'}]}]}", "Unsupported value: \"Maybe\"")}) {
            refused(422, row.why, patch("resize", "{'spec':%s}".formatted(row.patch)));
        }
    }

    /// Containers that run once, and pods as a whole, are resized where the node says that it can.
    @Test
    void aResizeNeedsANodeThatCanDoIt() {
        node();
        pod("""
                {'nodeName':'n','resources':{'requests':{'cpu':'2'}},'initContainers':[{'name':'first','image':'i','resources':{'requests':{'cpu':'1m'}}}],
                 'containers':[{'name':'c','image':'i'}]}""");
        String first = "{'spec':{'initContainers':[{'name':'first','resources':{'requests':{'cpu':'2m'}}}]}}";
        String whole = "{'spec':{'resources':{'requests':{'cpu':'1'}}}}";

        refused(403, "pod update requires features InPlacePodVerticalScalingInitContainers which are not available on node \"n\"", patch("resize", first));
        refused(403, "pod update requires features InPlacePodLevelResourcesVerticalScaling which are not available on node", patch("resize", whole));
        refused(422, "pod-level resource requests cannot be removed", patch("resize", "{'spec':{'resources':{'requests':{'cpu':null}}}}"));

        client.send("PATCH", plane.url("acme", clusterName) + "/api/v1/nodes/n/status", "application/merge-patch+json",
                json("{'status':{'declaredFeatures':['InPlacePodLevelResourcesVerticalScaling','InPlacePodVerticalScalingInitContainers']}}"));
        assertEquals(200, patch("resize", first).status());
        assertEquals(200, patch("resize", whole).status());
    }

    @Test
    void aResizeKeepsThePodsQualityOfService() {
        pod("{'nodeName':'n','containers':[{'name':'c','image':'i'}]}");

        refused(422, "Pod QOS Class may not change as a result of resizing",
                patch("resize", "{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1m'}}}]}}"));
    }

    /// Nobody gets by a resize what a new pod would be refused.
    @Test
    void aResizeIsHeldToQuotasAndRanges() {
        node();
        client.send("POST", namespace + "resourcequotas", "application/json",
                json("{'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'q'},'spec':{'hard':{'requests.cpu':'1'}}}"));
        client.send("POST", namespace + "limitranges", "application/json", json("""
                {'apiVersion':'v1','kind':'LimitRange','metadata':{'name':'r'},'spec':{'limits':[{'type':'Container','max':{'memory':'1Gi'}}]}}"""));
        pod("{'nodeName':'n','containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'500m'},'limits':{'memory':'1Gi'}}}]}");

        refused(403, "exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=500m, limited: requests.cpu=1",
                patch("resize", "{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1100m'}}}]}}"));
        refused(403, "maximum memory usage per Container is 1Gi, but limit is 2Gi",
                patch("resize", "{'spec':{'containers':[{'name':'c','resources':{'limits':{'memory':'2Gi'}}}]}}"));

        assertEquals(200, patch("resize", "{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1'}}}]}}").status());
        assertTrue(client.get(namespace + "resourcequotas/q").body().contains("\"used\":{\"requests.cpu\":\"1\"}"));
    }
}
