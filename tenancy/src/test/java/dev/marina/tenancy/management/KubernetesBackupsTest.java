package dev.marina.tenancy.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import dev.marina.tenancy.management.ManagementBackups.BackupState;
import dev.marina.tenancy.management.ManagementBackups.Restoring;
import dev.marina.tenancy.management.ManagementBackups.Schedule;
import dev.marina.tenancy.management.ManagementCluster.Fork;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.testing.Await;
import dev.marina.testing.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Against a real control plane, with the identity and the rights that tenancy has in an installation.
class KubernetesBackupsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private final KubernetesManagementCluster management = new KubernetesManagementCluster(plane.pki().resolve("tenancy.kubeconfig"),
            new ControlPlaneCalls());
    private final KubernetesBackups backups = new KubernetesBackups(plane.pki().resolve("tenancy.kubeconfig"), new ControlPlaneCalls());

    private void tenant(String name, String backupsAllowed) {
        Tenant.Spec spec = new Tenant.Spec("id-of-" + name, List.of(), "default",
                new PlanLimits("3", "4", "4", "8Gi", "20Gi", "64Mi", "30", backupsAllowed, "1Gi", "7"), null, null);
        management.publish(name, () -> new WantedTenant(1, spec));
        management.awaitReady(name);
        management.createCluster(UUID.randomUUID(), name, "default");
        awaitReady(name, "default");
    }

    private void awaitReady(String tenant, String cluster) {
        Await.until("the cluster is ready", () -> management.cluster(tenant, cluster).filter(state -> state.phase().equals("Ready")).isPresent());
    }

    private BackupState checked(String tenant) {
        String name = backups.backUp(tenant, "default", true).name();
        Await.until("the backup is checked", () -> backups.backup(tenant, name).orElseThrow().phase().equals("Checked"));
        return backups.backup(tenant, name).orElseThrow();
    }

    private static void write(String tenant, String cluster, String name) {
        plane.admin(tenant, cluster).configMaps().inNamespace("default")
                .resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().addToData("k", "v").build()).create();
    }

    @Test
    void aBackupIsMadeReadRestoredAndRemoved() {
        tenant("saved", "1");
        write("saved", "default", "kept");
        BackupState made = checked("saved");
        assertTrue(made.name().startsWith("default-") && made.objects() > 0 && made.bytes() > 0 && made.podCidr().equals("10.244.0.0/16"), made.toString());
        assertTrue(backups.content("saved", made.name(), Map.of("limit", "500")).items().stream()
                .anyMatch(item -> item.get("name").equals("kept") && item.get("resource").equals("configmaps")));
        ProblemException refused = assertThrows(ProblemException.class, () -> backups.backUp("saved", "default", true));
        assertEquals(new Problem.QuotaExceeded("backups", "1", "1", "1"), refused.problem());

        plane.admin("saved", "default").configMaps().inNamespace("default").withName("kept").delete();
        String restore = backups.restore("saved", "default", new Restoring(made.name(), List.of("default"), false)).name();
        Await.until("it is restored", () -> backups.restores("saved", "default").stream()
                .anyMatch(state -> state.name().equals(restore) && state.phase().equals("Complete") && state.made() >= 1));
        assertEquals("v", plane.admin("saved", "default").configMaps().inNamespace("default").withName("kept").get().getData().get("k"));

        management.createCluster(UUID.randomUUID(), "saved", "again", Optional.of(new Fork(null, null, made.podCidr(), made.serviceCidr(), made.uid())));
        awaitReady("saved", "again");
        assertEquals("v", plane.admin("saved", "again").configMaps().inNamespace("default").withName("kept").get().getData().get("k"));

        backups.deleteBackup("saved", made.name());
        backups.deleteBackup("saved", made.name());
        Await.until("it is gone", () -> backups.backup("saved", made.name()).isEmpty());
    }

    @Test
    void aScheduleIsMadeChangedAndRemovedAndWhatIsWrongIsNamed() {
        tenant("nightly", "9");
        assertTrue(backups.schedule("nightly", "default").isEmpty());
        backups.schedule("nightly", "default", new Schedule("30 3 * * *", "Europe/Berlin", 3, null, false, true), present -> assertTrue(present.isEmpty()));
        Await.until("it says when", () -> backups.schedule("nightly", "default").orElseThrow().next() != null);
        backups.schedule("nightly", "default", new Schedule("@daily", null, 5, 30, true, true),
                present -> assertEquals(3, present.orElseThrow().wanted().keep()));
        assertEquals(new Schedule("@daily", null, 5, 30, true, true), backups.schedule("nightly", "default").orElseThrow().wanted());

        ProblemException refused = assertThrows(ProblemException.class,
                () -> backups.schedule("nightly", "default", new Schedule("* * * * *", "Mars", 5, null, false, true), _ -> {}));
        assertEquals(List.of("schedule", "timeZone"),
                assertInstanceOf(Problem.Unprocessable.class, refused.problem()).fields().stream().map(FieldProblem::field).toList());
        assertThrows(ProblemException.class, () -> backups.schedule("nightly", "none", new Schedule("@daily", null, 5, null, false, true), _ -> {}));
        backups.deleteSchedule("nightly", "default");
        backups.deleteSchedule("nightly", "default");
        assertTrue(backups.schedule("nightly", "default").isEmpty());
    }
}
