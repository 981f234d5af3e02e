package dev.marina.tenancy.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.testing.Await;
import dev.marina.testing.ControlPlaneExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Against a real control plane, with the identity and the rights that tenancy has in an installation.
class KubernetesManagementClusterTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private final KubernetesManagementCluster management = new KubernetesManagementCluster(plane.pki().resolve("tenancy.kubeconfig"));

    private static WantedTenant wanted(String id, long version, String... emails) {
        List<Tenant.Member> members = Stream.of(emails).map(email -> new Tenant.Member("subject-of-" + email, email, "owner")).toList();
        return new WantedTenant(version, new Tenant.Spec(id, members, "default", new PlanLimits("2", "4", "4", "8Gi", "20Gi"), null, null));
    }

    private static List<String> members(String tenant) {
        return plane.admin("marina", "management").resources(Tenant.class).withName(tenant).get().getSpec().members().stream().map(Tenant.Member::email)
                .toList();
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
