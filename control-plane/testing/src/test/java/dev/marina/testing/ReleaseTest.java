package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Applications of charts: what a pod prints is applied with the rights of whoever has asked, and nothing more.
class ReleaseTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String COMMIT = "4f2a".repeat(10);
    private static final String CHART = "{\"apiVersion\":\"v2\",\"name\":\"shop\",\"version\":\"1.%d.0\"}";
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");

    private static FakeAgent agent;
    private static ClusterAdministrator ann;
    private static KubernetesClient admin;
    private static KubernetesClient bob;

    @BeforeAll
    static void aMachineRunsANode() throws Exception {
        ann = new ClusterAdministrator(plane, "acme", "releases");
        FakeNodes.assign(plane, "m1", ann.record());
        agent = new FakeAgent(plane, "m1");
        admin = plane.admin("acme", "releases");
        FakeNodes.node(admin, "n-acme");
        bob = plane.client("acme", "releases", "bob", "builders");
        made("/api/v1/namespaces", "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'team'}}");
        made("/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings", """
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'builders'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'edit'},
                 'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'Group','name':'builders'}]}""");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static void made(String path, String body) {
        ann.made(path, body.replace('\'', '"'));
    }

    private static Resource<GenericKubernetesResource> application(KubernetesClient by, String namespace, String name) {
        return by.genericKubernetesResources("apps.marina.dev/v1", "Application").inNamespace(namespace).withName(name);
    }

    private static void make(KubernetesClient by, String namespace, String name) {
        GenericKubernetesResource made = new GenericKubernetesResource();
        made.setApiVersion("apps.marina.dev/v1");
        made.setKind("Application");
        made.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        made.setAdditionalProperty("spec", Document.mapper().convertValue(Document.parse(
                "{\"source\":{\"git\":{\"url\":\"https://git.example.org/$(HOME)\",\"path\":\"chart\"}}}".getBytes(StandardCharsets.UTF_8)).root(),
                Object.class));
        by.resource(made).create();
    }

    private static JsonNode seen(String namespace, String name) {
        return ann.get("/apis/apps.marina.dev/v1/namespaces/%s/applications/%s".formatted(namespace, name));
    }

    private static void fetchAgain(String namespace, String name, int times) {
        ann.changed("/apis/apps.marina.dev/v1/namespaces/%s/applications/%s".formatted(namespace, name),
                "{\"spec\":{\"source\":{\"fetches\":%d}}}".formatted(times));
    }

    private static String map(String name, String more) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'%s},'data':{'a':'b'}}".formatted(name, more);
    }

    private static String printed(int version, String... objects) {
        String json = "{'chart':%s,'values':{},'objects':[%s]}".formatted(CHART.formatted(version), String.join(",", objects)).replace('\'', '"');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "remote: ==> rendered x\n==> rendered %s\n%s\n==> end\n".formatted(COMMIT, Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    /// Its pod ends, having printed this.
    private static void renders(String namespace, String name, String log) {
        String pod = "render-" + seen(namespace, name).at("/metadata/uid").asText();
        Pod made = Await.until("there is a pod that renders", () -> admin.pods().inNamespace("marina-charts").withName(pod).get(),
                each -> each != null && each.getMetadata().getDeletionTimestamp() == null);
        assertEquals(false, made.getSpec().getAutomountServiceAccountToken());
        agent.prints(pod, log);
        ClusterClient platform = plane.plane().server().client();
        Call call = new Call(ann.record().id(), "marina:test", Cause.request("test"));
        platform.createSub(call, PODS, "marina-charts", pod, "binding", Document.object("v1", "Binding").with(pod, "metadata", "name").with("n-acme", "target",
                "name").with("Node", "target", "kind"));
        platform.patch(call, PODS, "marina-charts", pod, "status", ClusterClient.PatchType.MERGE, "{\"status\":{\"phase\":\"Succeeded\"}}".getBytes(
                StandardCharsets.UTF_8));
        Await.until("the pod is gone", () -> admin.pods().inNamespace("marina-charts").withName(pod).get() == null);
    }

    private static JsonNode awaitPhase(String namespace, String name, String phase) {
        return Await.until(name + " is " + phase, () -> seen(namespace, name), each -> each.at("/status/phase").asText().equals(phase));
    }

    private static boolean there(String namespace, String map) {
        return admin.configMaps().inNamespace(namespace).withName(map).get() != null;
    }

    @Test
    void aChartIsInstalledUpgradedRolledBackAndDeleted() {
        make(bob, "team", "shop");
        String hook = ",'annotations':{'helm.sh/hook':'%s','helm.sh/hook-weight':'%d','helm.sh/hook-delete-policy':'%s'}";
        renders("team", "shop", printed(1, map("first", ""), map("both", ""), map("late", hook.formatted("pre-install", 5, "hook-succeeded")),
                map("early", hook.formatted("pre-install,pre-upgrade", -5, "before-hook-creation"))));
        JsonNode installed = awaitPhase("team", "shop", "Available");

        assertEquals("bob", installed.at("/status/revisions/0/by").asText());
        assertEquals("shop-1.1.0", installed.at("/status/release/chart").asText());
        assertEquals("early", installed.at("/status/release/hooks/0/name").asText());
        assertEquals("Succeeded", installed.at("/status/release/hooks/1/result").asText());
        assertFalse(there("team", "late"));
        assertTrue(there("team", "early"));
        assertEquals("application-shop",
                admin.configMaps().inNamespace("team").withName("first").get().getMetadata().getManagedFields().getFirst().getManager());
        assertEquals("helm.sh/release.v1", admin.secrets().inNamespace("team").withName("sh.helm.release.v1.shop.v1").get().getType());

        fetchAgain("team", "shop", 1);
        renders("team", "shop",
                printed(2, map("both", ""), map("second", ""), map("early", hook.formatted("pre-install,pre-upgrade", -5, "before-hook-creation"))));
        Await.until("the second is there", () -> there("team", "second"));
        Await.until("what is not wanted is gone", () -> !there("team", "first"));
        JsonNode upgraded = awaitPhase("team", "shop", "Available");
        assertEquals(2, upgraded.at("/status/revision").asInt());
        assertEquals("ann", upgraded.at("/status/revisions/0/by").asText());
        assertEquals("pre-upgrade", upgraded.at("/status/release/hooks/0/event").asText());

        ann.changed("/apis/apps.marina.dev/v1/namespaces/team/applications/shop", "{\"spec\":{\"rollbackTo\":1}}");
        Await.until("the first is there again", () -> there("team", "first"));
        Await.until("the second is gone", () -> !there("team", "second"));
        JsonNode back = awaitPhase("team", "shop", "Available");
        assertEquals(3, back.at("/status/revision").asInt());
        assertTrue(back.at("/spec/rollbackTo").isMissingNode() && back.at("/spec/source/fetches").isMissingNode(), back.toString());

        application(bob, "team", "shop").delete();
        Await.until("it is gone", () -> application(admin, "team", "shop").get() == null);
        assertFalse(there("team", "first") || there("team", "both"));
        Await.until("its revisions are gone", () -> admin.secrets().inNamespace("team").withName("sh.helm.release.v1.shop.v3").get() == null);
    }

    @Test
    void whatIsRenderedIsAppliedWithTheRightsOfWhoeverAsked() {
        make(bob, "team", "greedy");
        renders("team", "greedy", printed(1, map("mine", ""), map("theirs", ",'namespace':'kube-system'"),
                "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRoleBinding','metadata':{'name':'all-mine'},"
                        + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'cluster-admin'},'subjects':[]}"));
        JsonNode refused = awaitPhase("team", "greedy", "Degraded");

        String message = refused.at("/status/message").asText();
        assertTrue(message.contains("ClusterRoleBinding all-mine") && message.contains("User \"bob\" cannot") && message.contains("ConfigMap theirs"), message);
        assertFalse(there("kube-system", "theirs"));
        assertNull(admin.rbac().clusterRoleBindings().withName("all-mine").get());
    }

    @Test
    void aNameThatIsAnothersIsRefusedWithTheOwnerNamed() {
        make(bob, "team", "one");
        renders("team", "one", printed(1, map("shared", "")));
        awaitPhase("team", "one", "Available");
        make(bob, "team", "two");
        renders("team", "two", printed(1, map("shared", ""), map("unshared", "")));

        JsonNode refused = awaitPhase("team", "two", "Degraded");

        assertEquals("ConfigMap shared belongs to application team/one; it is left as it is", refused.at("/status/message").asText());
        assertFalse(there("team", "unshared"));
        application(bob, "team", "two").delete();
        Await.until("it is gone", () -> application(admin, "team", "two").get() == null);
        assertTrue(there("team", "shared"));
    }

    @Test
    void nobodyActsAsSomebodyElse() {
        make(bob, "team", "forged");
        String path = "/apis/apps.marina.dev/v1/namespaces/team/applications/forged";
        String asked = seen("team", "forged").at("/metadata/annotations").path("apps.marina.dev/asked-by").asText();
        assertTrue(asked.contains("\"bob\""), asked);

        String forged = Document.empty().with(asked.replace("bob", "ann").replace("builders", "system:masters"), "metadata", "annotations",
                "apps.marina.dev/asked-by").toString();
        application(bob, "team", "forged").patch(PatchContext.of(PatchType.JSON_MERGE), forged);

        assertEquals(asked, seen("team", "forged").at("/metadata/annotations").path("apps.marina.dev/asked-by").asText());
        assertEquals(403, ann.patch(path + "/status", "{\"status\":{\"revision\":7}}").status());
    }

    @Test
    void podsThatRenderAreThePlatformsAlone() {
        make(bob, "team", "guarded");
        String pod = "render-" + seen("team", "guarded").at("/metadata/uid").asText();
        Await.until("there is a pod that renders", () -> admin.pods().inNamespace("marina-charts").withName(pod).get() != null);

        assertEquals(403, ann.delete("/api/v1/namespaces/marina-charts/pods/" + pod).status());
        assertEquals(403, ann.patch("/api/v1/namespaces/marina-charts/pods/" + pod, "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}").status());
        assertEquals(403, ann.patch("/api/v1/namespaces/marina-charts/pods/" + pod + "/ephemeralcontainers", "{\"spec\":{}}").status());
        assertThrows(KubernetesClientException.class, () -> admin.pods().inNamespace("marina-charts").resource(new PodBuilder()
                .withNewMetadata().withName("mine").endMetadata().withNewSpec().addNewContainer().withName("a").withImage("a").endContainer().endSpec().build())
                .create());
        assertEquals(403, ann.post("/api/v1/namespaces/marina-charts/pods/%s/exec?command=sh&stdin=true".formatted(pod), "").status());
    }

    @Test
    void whatCannotBeRenderedLeavesEverythingAsItWas() {
        make(bob, "team", "kept");
        renders("team", "kept", printed(1, map("kept", "")));
        awaitPhase("team", "kept", "Available");
        fetchAgain("team", "kept", 1);
        renders("team", "kept", "==> failed git failed (128): no such ref\n");

        JsonNode failed = awaitPhase("team", "kept", "Degraded");

        assertEquals("git failed (128): no such ref", failed.at("/status/message").asText());
        assertEquals(1, failed.at("/status/revision").asInt());
        assertTrue(there("team", "kept"));
    }

    @Test
    void aSecretThatSomebodyHasChangedIsNotApplied() {
        make(bob, "team", "tampered");
        renders("team", "tampered", printed(1, map("plain", "")));
        awaitPhase("team", "tampered", "Available");
        bob.secrets().inNamespace("team").withName("sh.helm.release.v1.tampered.v1").edit(secret -> {
            secret.getData().put("release", secret.getData().get("release").substring(4));
            return secret;
        });

        ann.changed("/apis/apps.marina.dev/v1/namespaces/team/applications/tampered", "{\"spec\":{\"rollbackTo\":1}}");
        JsonNode after = Await.until("the wish is taken away", () -> seen("team", "tampered"), each -> each.at("/spec/rollbackTo").isMissingNode());

        assertEquals(1, after.at("/status/revision").asInt());
    }

    /// An application that keeps what it has made, and one that does not.
    @Test
    void whatWasDeletedOrChangedByHandIsPutBackWhereTheApplicationSaysSo() {
        for (String name : new String[] {"steady", "loose"}) {
            make(bob, "team", name);
            renders("team", name, printed(1, map(name + "-gone", ""), map(name + "-changed", "")));
            awaitPhase("team", name, "Available");
        }
        ann.changed("/apis/apps.marina.dev/v1/namespaces/team/applications/steady", "{\"spec\":{\"sync\":{\"selfHeal\":true}}}");
        assertEquals(1, seen("team", "steady").at("/status/revision").asInt());

        for (String name : new String[] {"loose", "steady"}) {
            ann.changed("/api/v1/namespaces/team/configmaps/" + name + "-changed", "{\"data\":{\"a\":\"by hand\",\"beside\":\"it\"}}");
            admin.configMaps().inNamespace("team").withName(name + "-gone").delete();
        }

        Await.until("what was deleted is there again", () -> there("team", "steady-gone"));
        var data = Await.until("what was changed is as it was", () -> admin.configMaps().inNamespace("team").withName("steady-changed").get().getData(),
                each -> each.get("a").equals("b"));
        assertEquals("it", data.get("beside"), "what the application says nothing of is somebody else's");
        assertEquals(1, awaitPhase("team", "steady", "Available").at("/status/revision").asInt(), "nothing was rendered anew");
        assertTrue(seen("team", "steady").at("/status/release/healed/times").asInt() >= 1);
        awaitPhase("team", "loose", "Degraded");
        assertFalse(there("team", "loose-gone"));
        assertEquals("by hand", admin.configMaps().inNamespace("team").withName("loose-changed").get().getData().get("a"));
    }

    /// Whoever has lost a right does not keep it by an application that heals.
    @Test
    void itIsPutBackWithTheRightsThatWhoeverAskedHasNow() {
        made("/api/v1/namespaces", "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'lost'}}");
        made("/apis/rbac.authorization.k8s.io/v1/namespaces/lost/rolebindings", """
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'builders'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'admin'},
                 'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'Group','name':'builders'}]}""");
        make(bob, "lost", "app");
        application(bob, "lost", "app").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"sync\":{\"selfHeal\":true}}}");
        renders("lost", "app", printed(1, map("mine", "")));
        awaitPhase("lost", "app", "Available");

        admin.rbac().roleBindings().inNamespace("lost").withName("builders").delete();
        admin.configMaps().inNamespace("lost").withName("mine").delete();

        String message = awaitPhase("lost", "app", "Degraded").at("/status/message").asText();
        Await.until("it is said", () -> seen("lost", "app").at("/status/message").asText(), said -> said.contains("User \"bob\" cannot"));
        assertFalse(there("lost", "mine"), message);
    }

    @Test
    void anotherTenantsClusterHasItsOwn() throws Exception {
        ClusterAdministrator eve = new ClusterAdministrator(plane, "other", "releases");
        make(plane.admin("other", "releases"), "default", "shop");
        JsonNode app = Await.until("it waits", () -> eve.get("/apis/apps.marina.dev/v1/namespaces/default/applications/shop"),
                each -> each.at("/status/phase").asText().equals("Waiting"));
        String pod = "render-" + app.at("/metadata/uid").asText();

        assertNotNull(plane.admin("other", "releases").pods().inNamespace("marina-charts").withName(pod).get());
        assertNull(admin.pods().inNamespace("marina-charts").withName(pod).get());
    }

    @Test
    void whatASourceCannotBeIsRefusedByItsField() {
        for (String[] wrong : new String[][] {{"{'git':{'url':'file:///etc'}}", "spec.source.git.url"},
                {"{'git':{'url':'https://a.b/c','path':'../..'}}", "spec.source.git.path"}, {"{}", "spec.source"},
                {"{'chart':'oci://a.b/c'}", "spec.source.chart"},
                {"{'chart':'oci://user:secret@a.b/c:1'}", "spec.source.chart"}, {"{'chart':'oci://a.b/../c:1'}", "spec.source.chart"},
                {"{'chart':'oci://a.b/c:1'},'sync':{'hookTimeoutSeconds':0}", "spec.sync.hookTimeoutSeconds"}}) {
            ObjectNode spec = Document.parse(("{'source':" + wrong[0] + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8)).root();
            Document made = Document.object("apps.marina.dev/v1", "Application").with("wrong", "metadata", "name").with(spec, "spec");
            RawClient.Answer answer = ann.post("/apis/apps.marina.dev/v1/namespaces/team/applications", new String(made.bytes(), StandardCharsets.UTF_8));
            assertEquals(422, answer.status(), answer.body());
            assertTrue(answer.body().contains(wrong[1]), answer.body());
        }
    }
}
