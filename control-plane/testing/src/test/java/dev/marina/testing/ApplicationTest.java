package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.model.Application;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Applications behind the real API: deployed, changed, rolled back, in others' way and with others in theirs.
class ApplicationTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String APPLICATIONS = "/apis/apps.marina.dev/v1/namespaces/default/applications";

    private String name;
    private Tenant acme;
    private PretendedNode node;

    private record Tenant(ClusterRecord record, KubernetesClient client, RawClient raw) {
        static Tenant of(String tenant, String name) {
            ClusterRecord record = plane.cluster(tenant, name);
            return new Tenant(record, plane.admin(tenant, name), plane.withCertificate(plane.credentials(record, "ann@acme.example", "system:masters")));
        }

        String url(String path) {
            return plane.url(record.tenant(), record.name()) + path;
        }

        Answer apply(String application, String spec) {
            return raw.send("PATCH", url(APPLICATIONS + "/" + application + "?fieldManager=test&force=true"), "application/apply-patch+yaml",
                    "{apiVersion: apps.marina.dev/v1, kind: Application, metadata: {name: %s}, spec: %s}".formatted(application, spec));
        }

        Answer merge(String path, String patch) {
            return raw.send("PATCH", url(path), "application/merge-patch+json", patch);
        }

        Application application(String named) {
            return client.resources(Application.class).inNamespace("default").withName(named).get();
        }

        Application.Status status(String named) {
            Application application = application(named);
            return application == null || application.getStatus() == null ? Application.Status.NONE : application.getStatus();
        }

        Deployment deployment(String named) {
            return client.apps().deployments().inNamespace("default").withName(named).get();
        }

        String image(String named) {
            Deployment deployment = deployment(named);
            return deployment == null ? "" : deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
        }

        void becomes(String named, String phase) {
            await(named + " is " + phase, () -> phase.equals(status(named).phase()), () -> status(named));
        }
    }

    @BeforeEach
    void aClusterWithANode(TestInfo test) {
        name = "t" + Integer.toHexString(test.getDisplayName().hashCode());
        acme = Tenant.of("acme", name);
        node = new PretendedNode(acme.client(), "n1");
        acme.client().nodes().withName("n1").editStatus(each -> new NodeBuilder(each).editStatus()
                .addNewAddress().withType("InternalIP").withAddress("100.64.0.7").endAddress().endStatus().build());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static void await(String what, BooleanSupplier holds, Supplier<Object> observation) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("%s; last seen: %s".formatted(what, observation.get()));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static void ok(Answer answer) {
        assertTrue(answer.status() == 200 || answer.status() == 201, answer.status() + " " + answer.body());
    }

    @Test
    void anImageAndAPortBecomeAnApplicationThatPeopleCanOpen() {
        ok(acme.apply("shop", "{image: 'shop:1', port: 8080, replicas: 2}"));

        acme.becomes("shop", Application.AVAILABLE);
        Application.Status status = acme.status("shop");
        assertEquals("2 of 2 replicas are ready", status.message());
        assertEquals("shop:1", status.image());
        assertEquals("ann@acme.example", status.revisions().getFirst().by());
        await("its Service leads to its pods", () -> acme.client().endpoints().inNamespace("default").withName("shop").get() != null
                && !acme.client().endpoints().inNamespace("default").withName("shop").get().getSubsets().isEmpty(), () -> "no addresses");
        assertEquals("shop.%s.acme.apps.localhost".formatted(name),
                acme.client().network().v1().ingresses().inNamespace("default").withName("shop").get().getSpec().getRules().getFirst().getHost());
        await("it has its address once the entrance answers",
                () -> "https://shop.%s.acme.apps.localhost:8443".formatted(name).equals(acme.status("shop").url()),
                () -> acme.status("shop"));
        JsonNode table = table(acme);
        assertEquals("Available", table.at("/rows/0/cells/1").asText(), table.toString());
        assertEquals("2/2", table.at("/rows/0/cells/2").asText());
    }

    private static JsonNode table(Tenant tenant) {
        Answer answer = tenant.raw().get(tenant.url(APPLICATIONS), "application/json;as=Table;v=v1;g=meta.k8s.io");
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    @Test
    void aChangeIsARevisionAndARollBackBringsTheOldOneUnderANewNumber() {
        ok(acme.apply("shop", "{image: 'shop:1', port: 80, env: [{name: COLOUR, value: blue}]}"));
        acme.becomes("shop", Application.AVAILABLE);
        ok(acme.apply("shop", "{image: 'shop:2', port: 80, env: [{name: COLOUR, value: red}]}"));
        await("the new image runs", () -> "shop:2".equals(acme.status("shop").image()) && Application.AVAILABLE.equals(acme.status("shop").phase()),
                () -> acme.status("shop"));
        assertEquals(List.of(2L, 1L), acme.status("shop").revisions().stream().map(Application.Revision::revision).toList());

        ok(acme.merge(APPLICATIONS + "/shop", "{\"spec\":{\"rollbackTo\":1}}"));

        await("the old image runs", () -> "shop:1".equals(acme.status("shop").image()) && Long.valueOf(3).equals(acme.status("shop").revision()),
                () -> acme.status("shop"));
        assertEquals("blue", acme.application("shop").getSpec().env().getFirst().value());
        assertNull(acme.application("shop").getSpec().rollbackTo());
        assertEquals("ann@acme.example", acme.status("shop").revisions().getFirst().by(), "not the controller that carried it out");

        ok(acme.merge(APPLICATIONS + "/shop", "{\"spec\":{\"rollbackTo\":77}}"));
        await("the wish for a revision that is not there goes", () -> acme.application("shop").getSpec().rollbackTo() == null, () -> acme.application("shop"));
        assertEquals("shop:1", acme.application("shop").getSpec().image());
    }

    @Test
    void anObjectOfTheSameNameIsNeverTakenOver() {
        acme.client().resource(new ServiceBuilder().withNewMetadata().withName("shop").withNamespace("default").endMetadata()
                .withNewSpec().addToSelector("app", "another").addNewPort().withPort(99).endPort().endSpec().build()).create();

        ok(acme.apply("shop", "{image: 'shop:1', port: 8080}"));

        await("it is said", () -> Application.DEGRADED.equals(acme.status("shop").phase()), () -> acme.status("shop"));
        assertEquals("Service shop is there already and is not this application's; it is left as it is", acme.status("shop").message());
        assertEquals(99, acme.client().services().inNamespace("default").withName("shop").get().getSpec().getPorts().getFirst().getPort());

        acme.client().services().inNamespace("default").withName("shop").delete();
        acme.becomes("shop", Application.AVAILABLE);
        ok(acme.raw().send("DELETE", acme.url(APPLICATIONS + "/shop"), "", ""));
        await("what is its own goes with it", () -> acme.deployment("shop") == null, () -> acme.deployment("shop"));
    }

    @Test
    void whatSomebodySetsByHandStaysUntilTheApplicationSaysSomethingElse() {
        ok(acme.apply("shop", "{image: 'shop:1', port: 80, replicas: 1}"));
        acme.becomes("shop", Application.AVAILABLE);

        acme.client().apps().deployments().inNamespace("default").withName("shop").scale(3);
        await("it is told", () -> acme.status("shop").conditions().stream()
                .anyMatch(condition -> condition.getType().equals("Overridden") && condition.getStatus().equals("True")), () -> acme.status("shop"));
        assertEquals(3, acme.deployment("shop").getSpec().getReplicas());

        ok(acme.merge(APPLICATIONS + "/shop/scale", "{\"spec\":{\"replicas\":2}}"));
        await("the application is heard", () -> acme.deployment("shop").getSpec().getReplicas() == 2, () -> acme.deployment("shop").getSpec());
    }

    @Test
    void aVariableThatIsTakenOutIsGoneFromThePodsToo() {
        ok(acme.apply("shop", "{image: 'shop:1', env: [{name: A, value: a}, {name: B, value: b}]}"));
        acme.becomes("shop", Application.AVAILABLE);
        ok(acme.apply("shop", "{image: 'shop:1', env: [{name: A, value: a}]}"));

        await("only one is left", () -> acme.deployment("shop").getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().size() == 1,
                () -> acme.deployment("shop").getSpec().getTemplate().getSpec());
    }

    @Test
    void aScheduleMakesACronJobOfItAndBack() {
        ok(acme.apply("report", "{image: 'report:1'}"));
        acme.becomes("report", Application.AVAILABLE);

        ok(acme.merge(APPLICATIONS + "/report", "{\"spec\":{\"schedule\":\"0 3 * * *\"}}"));

        acme.becomes("report", Application.SCHEDULED);
        await("the Deployment has gone", () -> acme.deployment("report") == null, () -> acme.deployment("report"));
        assertEquals("0 3 * * *", acme.client().batch().v1().cronjobs().inNamespace("default").withName("report").get().getSpec().getSchedule());
    }

    @Test
    void anApplicationOfABuildWaitsForItsImageAndTakesTheNewest() {
        ok(acme.apply("shop", "{build: {name: shop}, port: 80}"));

        acme.becomes("shop", Application.WAITING);
        assertEquals("Build shop has no image yet", acme.status("shop").message());
        assertNull(acme.deployment("shop"));
    }

    @Test
    void whatAQuotaRefusesIsSaidByItsWords() {
        ok(acme.raw().send("POST", acme.url("/api/v1/namespaces/default/resourcequotas"), "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"ResourceQuota\",\"metadata\":{\"name\":\"none\"},\"spec\":{\"hard\":{\"count/deployments.apps\":\"0\"}}}"));
        ok(acme.apply("shop", "{image: 'shop:1', port: 80}"));

        acme.becomes("shop", Application.DEGRADED);
        assertTrue(acme.status("shop").message().contains("exceeded quota: none"), acme.status("shop").message());
        assertNull(acme.status("shop").url());
    }

    @Test
    void whatCannotBeIsRefusedByItsFieldAndChangesNothing() {
        Answer answer = acme.apply("shop", "{image: 'shop:1', port: 99999, hosts: [{name: Upper.example}]}");

        assertEquals(422, answer.status(), answer.body());
        assertTrue(answer.body().contains("spec.port") && answer.body().contains("spec.hosts[0].name"), answer.body());
        assertNull(acme.application("shop"));
    }

    @Test
    void aHugeEnvironmentIsRefused() {
        Answer answer = acme.apply("shop", "{image: 'shop:1', env: [{name: A, value: '%s'}]}".formatted("x".repeat(70_000)));

        assertEquals(422, answer.status(), answer.body());
        assertTrue(answer.body().contains("spec.env"), answer.body());
    }

    @Test
    void twoTenantsWithTheSameApplicationHaveEachTheirOwn() {
        Tenant other = Tenant.of("other", name);
        try (PretendedNode _ = new PretendedNode(other.client(), "n1")) {
            ok(acme.apply("shop", "{image: 'shop:1', port: 80}"));
            ok(other.apply("shop", "{image: 'other:1', port: 80, hosts: [{name: shop.%s.acme.apps.localhost}]}".formatted(name)));

            acme.becomes("shop", Application.AVAILABLE);
            other.becomes("shop", Application.DEGRADED);
            assertTrue(other.status("shop").message().contains("does not lead to this cluster"), other.status("shop").message());
            assertEquals("shop:1", acme.image("shop"));
            assertEquals("other:1", other.image("shop"));
            assertFalse(other.client().network().v1().ingresses().inNamespace("default").withName("shop").get().getSpec().getRules().stream()
                    .anyMatch(rule -> rule.getHost().contains(".acme.")));
            assertEquals(403, plane.withCertificate(plane.credentials(other.record(), "bob", "system:authenticated"))
                    .send("GET", other.url(APPLICATIONS), "", "").status());
        }
    }

    @Test
    void aDeveloperDeploysAndAViewerLooks() {
        RawClient developer = plane.withCertificate(plane.credentials(acme.record(), "dev", "marina:acme:developer", "system:authenticated"));
        RawClient viewer = plane.withCertificate(plane.credentials(acme.record(), "view", "marina:acme:viewer", "system:authenticated"));
        String body = "{\"apiVersion\":\"apps.marina.dev/v1\",\"kind\":\"Application\",\"metadata\":{\"name\":\"shop\"},\"spec\":{\"image\":\"shop:1\"}}";

        assertEquals(403, viewer.send("POST", acme.url(APPLICATIONS), "application/json", body).status());
        assertEquals(201, developer.send("POST", acme.url(APPLICATIONS), "application/json", body).status());
        assertEquals(200, viewer.send("GET", acme.url(APPLICATIONS + "/shop"), "", "").status());
        assertEquals(403, developer.send("PATCH", acme.url(APPLICATIONS + "/shop/status"), "application/merge-patch+json",
                "{\"status\":{\"url\":\"https://phishing.example\"}}").status());
    }
}
