package dev.marina.tenancy.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.testing.Await;
import dev.marina.testing.ControlPlaneExtension;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Against a real control plane, with the identity and the rights that tenancy has in an installation.
class KubernetesLabsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String COPY = "class-0000000a";

    private final KubernetesManagementCluster management = new KubernetesManagementCluster(plane.pki().resolve("tenancy.kubeconfig"),
            new ControlPlaneCalls());
    private final KubernetesLabs labs = new KubernetesLabs(plane.pki().resolve("tenancy.kubeconfig"), new ControlPlaneCalls());

    private void tenant(String name) {
        Tenant.Spec spec = new Tenant.Spec("id-of-" + name, List.of(), "default",
                new PlanLimits("3", "4", "4", "8Gi", "20Gi", "64Mi", "30", "1", "1Gi", "7"), null, null);
        management.publish(name, () -> new WantedTenant(1, spec));
        management.awaitReady(name);
        management.createCluster(UUID.randomUUID(), name, "default");
        Await.until("the cluster is ready", () -> management.cluster(name, "default").filter(state -> state.phase().equals("Ready")).isPresent());
    }

    private static String archive() throws Exception {
        Process tar = new ProcessBuilder("tar", "-C", "../examples/labs", "--exclude=solution.sh", "--exclude=mutants", "-czf", "-", ".").start();
        return Base64.getEncoder().encodeToString(tar.getInputStream().readAllBytes());
    }

    private static List<String> in(String tenant) {
        return plane.admin(tenant, "default").genericKubernetesResources("learn.marina.dev/v1", "Lab").list().getItems().stream()
                .map(lab -> lab.getMetadata().getName()).toList();
    }

    @Test
    void aSourceIsCopiedOpenedInAnotherTenantsClusterAndClosed() throws Exception {
        List.of("school", "pupil", "stranger").forEach(this::tenant);
        plane.admin("school", "default").raw("/apis/learn.marina.dev/v1/labsources", "POST", Map.of("apiVersion", "learn.marina.dev/v1", "kind", "LabSource",
                "metadata", Map.of("name", "mine"), "spec", Map.of("archive", archive())));

        OpenedSource opened = labs.open("school", "default", "mine", COPY);
        labs.let("pupil", "default", Set.of(COPY));

        String lab = COPY + "--feature-switch";
        assertEquals(List.of(lab), opened.labs().stream().map(InstalledLab::id).toList());
        assertEquals(List.of(opened), labs.opened("school", Set.of(COPY, "class-0000000b")));
        assertEquals(List.of(), labs.opened("stranger", Set.of(COPY)), "another tenant's copy");
        assertEquals(List.of(lab), in("pupil"));
        assertEquals(List.of(), in("stranger"));
        assertThrows(ProblemException.class, () -> labs.open("school", "default", "none", "class-0000000b"));
        assertThrows(ProblemException.class, () -> labs.let("pupil", "none", Set.of(COPY)));

        labs.close(COPY);
        labs.close(COPY);
        assertEquals(List.of(), in("pupil"));
        assertEquals(List.of(), labs.opened("school", Set.of(COPY)));
    }
}
