package dev.marina.tenancy.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import dev.marina.tenancy.management.ManagementCluster.AuditPage;
import dev.marina.tenancy.management.ManagementCluster.AuditSettings;
import dev.marina.tenancy.management.ManagementCluster.NetworkSettings;
import dev.marina.tenancy.management.ManagementCluster.PoolState;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.testing.Await;
import dev.marina.testing.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Against a real control plane, with the identity and the rights that tenancy has in an installation.
class KubernetesManagementClusterTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private final KubernetesManagementCluster management = new KubernetesManagementCluster(plane.pki().resolve("tenancy.kubeconfig"),
            new ControlPlaneCalls());

    private static WantedTenant wanted(String id, long version, String... emails) {
        List<Tenant.Member> members = Stream.of(emails).map(email -> new Tenant.Member("subject-of-" + email, email, "owner")).toList();
        return new WantedTenant(version, new Tenant.Spec(id, members, "default", new PlanLimits("2", "4", "4", "8Gi", "20Gi", "64Mi", "30"), null, null));
    }

    private static List<String> members(String tenant) {
        return plane.admin("marina", "management").resources(Tenant.class).withName(tenant).get().getSpec().members().stream().map(Tenant.Member::email)
                .toList();
    }

    @Test
    void whoComesWhenTooManyWaitForItIsToldSoAtOnce() {
        var full = new KubernetesManagementCluster(plane.pki().resolve("tenancy.kubeconfig"), new ControlPlaneCalls() {
            @Override
            public <T> T ask(Supplier<T> question) {
                throw new BulkheadException("full");
            }
        });

        ProblemException refused = assertThrows(ProblemException.class, () -> full.clusters("any"));

        assertInstanceOf(Problem.Unavailable.class, refused.problem());
    }

    private static String accountToken(String tenant, String cluster, String... audiences) {
        return plane.admin(tenant, cluster).serviceAccounts().inNamespace("default").withName("default")
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withAudiences(audiences).endSpec().build()).getStatus().getToken();
    }

    private void ready(String tenant, UUID id) {
        management.publish(tenant, () -> wanted(id.toString(), 1, "ann@" + tenant + ".test"));
        management.awaitReady(tenant);
        management.createCluster(id, tenant, "default");
        Await.until("the cluster is ready", () -> management.cluster(tenant, "default").filter(cluster -> cluster.phase().equals("Ready")).isPresent());
    }

    @Test
    void aServiceAccountIsKnownByItsClustersTokensForThisAudienceAlone() {
        ready("accounts", UUID.randomUUID());
        ready("strangers", UUID.randomUUID());
        String token = accountToken("accounts", "default", "registry.test");

        assertEquals(Optional.of("system:serviceaccount:default:default"), management.account("accounts", "default", token, "registry.test"));
        assertEquals(Optional.empty(), management.account("strangers", "default", token, "registry.test"));
        assertEquals(Optional.empty(), management.account("accounts", "default", token, "another.test"));
        assertEquals(Optional.empty(), management.account("accounts", "default", accountToken("accounts", "default"), "registry.test"));
        assertEquals(Optional.empty(), management.account("accounts", "none", token, "registry.test"));
        assertEquals(Optional.empty(), management.account("nobody", "default", token, "registry.test"));
        assertEquals(Optional.empty(), management.account("accounts", "default", "a.b.c", "registry.test"));
    }

    @Test
    void aTenantTakesClustersOnceItIsReadyAndGoesWithThem() {
        UUID id = UUID.randomUUID();
        management.publish("whole", () -> wanted(id.toString(), 1, "ann@whole.test"));
        management.awaitReady("whole");
        management.createCluster(id, "whole", "default");
        management.createCluster(id, "whole", "default");
        management.createNodePool("whole", "default", 2, NodeSize.STANDARD);
        Await.until("the cluster is ready", () -> management.cluster("whole", "default").filter(cluster -> cluster.phase().equals("Ready")).isPresent());
        assertEquals(2, management.cluster("whole", "default").orElseThrow().wanted().nodes());

        management.remove(UUID.randomUUID(), "whole");
        assertEquals(1, management.clusters("whole").size());
        management.remove(id, "whole");

        Await.until("the clusters are gone", () -> management.clusters("whole").isEmpty());
        Await.until("the tenant is gone", () -> !management.has(id, "whole"));
    }

    @Test
    void aNodePoolIsMadeChangedAndRemovedAndWhatIsWrongIsNamed() {
        UUID id = UUID.randomUUID();
        management.publish("pooled", () -> wanted(id.toString(), 1, "ann@pooled.test"));
        management.awaitReady("pooled");
        management.createCluster(id, "pooled", "default");
        PoolWish gpu = new PoolWish(1, NodeSize.SMALL, Map.of("disk", "ssd"), List.of("gpu=yes:NoSchedule", "own:NoExecute"), true, 0, 3, 5, 0);
        PoolState made = management.createNodePool("pooled", "default", "gpu", gpu);
        assertEquals(new PoolWish(null, NodeSize.SMALL, gpu.labels(), gpu.taints(), true, 0, 3, 5, 0), made.wish());
        assertEquals("1 500m 1Gi", made.wanted() + " " + made.cpu() + " " + made.memory());
        assertInstanceOf(Problem.Conflict.class,
                assertThrows(ProblemException.class, () -> management.createNodePool("pooled", "default", "gpu", gpu)).problem());

        PoolState changed = management.changeNodePool("pooled", "default", "gpu",
                new PoolWish(2, null, Map.of(), null, false, null, null, null, null), seen -> assertEquals(made.identity(), seen.identity()));
        assertEquals("2 500m", changed.wanted() + " " + changed.cpu());
        assertEquals(gpu.taints(), changed.wish().taints(), "what is not named stays");
        assertEquals(false, changed.wish().autoscaling());

        ProblemException refused = assertThrows(ProblemException.class, () -> management.changeNodePool("pooled", "default", "gpu",
                new PoolWish(null, null, Map.of("kubernetes.io/os", "other"), List.of("gpu"), true, 3, 2, null, null), _ -> {}));
        assertEquals(List.of("labels", "taints", "minNodes"),
                assertInstanceOf(Problem.Unprocessable.class, refused.problem()).fields().stream().map(FieldProblem::field).toList());
        ProblemException exceeded = assertThrows(ProblemException.class, () -> management.changeNodePool("pooled", "default", "gpu", PoolWish.of(9), _ -> {}));
        assertEquals(new Problem.QuotaExceeded("nodes", "9", "0", "4"), exceeded.problem());

        management.deleteNodePool("pooled", "default", "gpu");
        management.deleteNodePool("pooled", "default", "gpu");
        Await.until("it is gone", () -> management.nodePools("pooled", "default").isEmpty());
    }

    @Test
    void whatIsRecordedOfAClusterCanBeChangedAndWhatWasRecordedRead() {
        UUID id = UUID.randomUUID();
        management.publish("recorded", () -> wanted(id.toString(), 1, "ann@recorded.test"));
        management.awaitReady("recorded");
        management.createCluster(id, "recorded", "default");
        Await.until("the cluster is ready", () -> management.cluster("recorded", "default").filter(cluster -> cluster.phase().equals("Ready")).isPresent());
        assertEquals(new AuditSettings(null, null, null), management.auditSettings("recorded", "default"));

        AuditSettings wanted = new AuditSettings(Map.of("rules", List.of(Map.of("level", "Metadata"))), "2Mi", 7);
        assertEquals(wanted, management.auditSettings("recorded", "default", wanted));
        assertEquals(wanted, management.auditSettings("recorded", "default"));
        ProblemException refused = assertThrows(ProblemException.class, () -> management.auditSettings("recorded", "default",
                new AuditSettings(Map.of("rules", List.of(Map.of("level", "Some"))), "1Ti", null)));
        assertEquals(List.of("policy.rules[0].level", "bytes"),
                assertInstanceOf(Problem.Unprocessable.class, refused.problem()).fields().stream().map(FieldProblem::field).toList());

        plane.admin("recorded", "default").configMaps().inNamespace("default")
                .resource(new ConfigMapBuilder().withNewMetadata().withName("noted").endMetadata().build())
                .create();
        AuditPage page = management.audit("recorded", "default", Map.of("name", "noted", "user", "test-admin"));
        assertEquals("create", page.events().getFirst().get("verb"));
        assertEquals(List.of(), management.audit("recorded", "default", Map.of("user", "a & b=c")).events());
        assertInstanceOf(Problem.Invalid.class,
                assertThrows(ProblemException.class, () -> management.audit("recorded", "default", Map.of("continue", "nonsense"))).problem());
        assertInstanceOf(Problem.NotFound.class, assertThrows(ProblemException.class, () -> management.audit("recorded", "none", Map.of())).problem());
        assertEquals(new AuditSettings(null, null, null), management.auditSettings("recorded", "default", new AuditSettings(null, null, null)));
    }

    @Test
    void howNodesCarryPacketsCanBeChangedAndWhatDoesNotGoTogetherIsRefused() {
        UUID id = UUID.randomUUID();
        management.publish("carrying", () -> wanted(id.toString(), 1, "ann@carrying.test"));
        management.awaitReady("carrying");
        management.createCluster(id, "carrying", "default");
        assertEquals(new NetworkSettings("vxlan", null), management.network("carrying", "default"));
        AuditSettings recorded = management.auditSettings("carrying", "default", new AuditSettings(null, "2Mi", 7));

        assertEquals(new NetworkSettings("bgp", true), management.network("carrying", "default", new NetworkSettings("bgp", true)));

        assertEquals(recorded, management.auditSettings("carrying", "default"));
        management.auditSettings("carrying", "default", new AuditSettings(null, null, null));
        assertEquals(new NetworkSettings("bgp", true), management.network("carrying", "default"));
        ProblemException refused = assertThrows(ProblemException.class,
                () -> management.network("carrying", "default", new NetworkSettings("host-gw", true)));
        assertEquals(List.of("bgp"),
                assertInstanceOf(Problem.Unprocessable.class, refused.problem()).fields().stream().map(FieldProblem::field).toList());
        refused = assertThrows(ProblemException.class, () -> management.network("carrying", "default", new NetworkSettings("geneve", null)));
        assertEquals(List.of("backend"),
                assertInstanceOf(Problem.Unprocessable.class, refused.problem()).fields().stream().map(FieldProblem::field).toList());
    }

    @Test
    void whatWasInAClusterCanBeReadAndWhatIsNotKeptIsSaid() {
        UUID id = UUID.randomUUID();
        management.publish("remembered", () -> wanted(id.toString(), 1, "ann@remembered.test"));
        management.awaitReady("remembered");
        management.createCluster(id, "remembered", "default");
        Await.until("the cluster is ready", () -> management.cluster("remembered", "default").filter(cluster -> cluster.phase().equals("Ready")).isPresent());
        String before = management.historySpan("remembered", "default").newest().version();
        plane.admin("remembered", "default").configMaps().inNamespace("default")
                .resource(new ConfigMapBuilder().withNewMetadata().withName("noted").endMetadata().build())
                .create();
        String now = management.historySpan("remembered", "default").newest().version();

        Map<String, String> question = Map.of("what", "objects", "resource", "configmaps", "name", "noted");
        assertEquals(List.of(), management.history("remembered", "default", with(question, "at", before)).items());
        assertEquals("ConfigMap", management.history("remembered", "default", with(question, "at", now)).items().getFirst().get("kind"));
        assertTrue(management.history("remembered", "default", Map.of("what", "differences", "from", before)).items().stream()
                .anyMatch(item -> item.get("name").equals("noted") && item.get("change").equals("created")));
        assertEquals(List.of("at"), assertInstanceOf(Problem.Gone.class, refusal(with(question, "at", "2026-01-01T00:00:00Z"))).fields().stream()
                .map(FieldProblem::field).toList());
        assertInstanceOf(Problem.Unprocessable.class, refusal(with(question, "continue", "nonsense")));

        management.createCluster(id, "remembered", "fork", Optional.of(management.fork("remembered", "default", before)));
        Await.until("the fork is ready", () -> management.cluster("remembered", "fork").filter(cluster -> cluster.phase().equals("Ready")).isPresent());
        assertNull(plane.admin("remembered", "fork").configMaps().inNamespace("default").withName("noted").get(), "it was not there then");
    }

    private Problem refusal(Map<String, String> question) {
        return assertThrows(ProblemException.class, () -> management.history("remembered", "default", question)).problem();
    }

    private static Map<String, String> with(Map<String, String> question, String field, String value) {
        Map<String, String> all = new HashMap<>(question);
        all.put(field, value);
        return all;
    }

    @Test
    void whoWritesInBetweenIsNotOverwrittenWithWhatWasTrueBefore() {
        String id = UUID.randomUUID().toString();
        management.publish("raced", () -> wanted(id, 1, "bob@raced.test", "carol@raced.test"));
        List<String> truth = new ArrayList<>(List.of("bob@raced.test", "carol@raced.test", "dora@raced.test"));
        List<Integer> asked = new ArrayList<>();

        WantedTenant written = management.publish("raced", () -> {
            WantedTenant now = wanted(id, 4 - truth.size(), truth.toArray(String[]::new));
            asked.add(truth.size());
            if (truth.remove("bob@raced.test")) {
                management.publish("raced", () -> wanted(id, 2, truth.toArray(String[]::new)));
            }
            return now;
        });

        assertEquals(List.of("carol@raced.test", "dora@raced.test"), members("raced"));
        assertEquals(2, written.version());
        assertEquals(List.of(3, 2), asked);
    }

    @Test
    void theSameOnceMoreWritesNothing() {
        String id = UUID.randomUUID().toString();
        management.publish("still", () -> wanted(id, 1, "ann@still.test"));
        management.awaitReady("still");
        String before = plane.admin("marina", "management").resources(Tenant.class).withName("still").get().getMetadata().getResourceVersion();

        management.publish("still", () -> wanted(id, 1, "ann@still.test"));

        assertEquals(before, plane.admin("marina", "management").resources(Tenant.class).withName("still").get().getMetadata().getResourceVersion());
    }

    @Test
    void whatExceedsThePlanIsRefusedByTheControlPlane() {
        management.publish("small", () -> wanted(UUID.randomUUID().toString(), 1, "ann@small.test"));
        management.awaitReady("small");
        management.createCluster(UUID.randomUUID(), "small", "one");
        management.createCluster(UUID.randomUUID(), "small", "two");

        assertEquals(new Problem.QuotaExceeded("clusters", "1", "2", "2"),
                assertThrows(ProblemException.class, () -> management.createCluster(UUID.randomUUID(), "small", "three")).problem());
        assertEquals(new Problem.QuotaExceeded("nodes", "5", "0", "4"),
                assertThrows(ProblemException.class, () -> management.createNodePool("small", "one", 5, NodeSize.STANDARD)).problem());
        assertInstanceOf(Problem.Conflict.class,
                assertThrows(ProblemException.class, () -> management.createCluster(UUID.randomUUID(), "small", "two")).problem());
    }

    @Test
    void whatTheControlPlaneDoesNotTakeIsSaidByField() {
        management.publish("formal", () -> wanted(UUID.randomUUID().toString(), 1, "ann@formal.test"));
        management.awaitReady("formal");

        Problem problem = assertThrows(ProblemException.class, () -> management.createCluster(UUID.randomUUID(), "formal", "Bad_Name")).problem();

        Problem.Unprocessable refused = assertInstanceOf(Problem.Unprocessable.class, problem);
        assertEquals("name", refused.fields().getFirst().field());
    }

    @Test
    void onlyWhoMadeAClusterUndoesIt() {
        UUID maker = UUID.randomUUID();
        management.publish("undoing", () -> wanted(UUID.randomUUID().toString(), 1, "ann@undoing.test"));
        management.awaitReady("undoing");
        management.createCluster(maker, "undoing", "one");

        management.deleteCluster(UUID.randomUUID(), "undoing", "one");
        assertEquals(1, management.clusters("undoing").size());
        management.deleteCluster(maker, "undoing", "one");

        Await.until("the cluster is gone", () -> management.clusters("undoing").isEmpty());
    }

    @Test
    void aNameBelongsToTheTenantThatHasIt() {
        String id = UUID.randomUUID().toString();
        management.publish("owned", () -> wanted(id, 1, "ann@owned.test"));

        ProblemException refusal = assertThrows(ProblemException.class,
                () -> management.publish("owned", () -> wanted(UUID.randomUUID().toString(), 1, "eve@owned.test")));

        assertInstanceOf(Problem.Conflict.class, refusal.problem());
        assertEquals(List.of("ann@owned.test"), members("owned"));
    }
}
