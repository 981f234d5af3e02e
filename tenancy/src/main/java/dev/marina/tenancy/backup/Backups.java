package dev.marina.tenancy.backup;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementBackups;
import dev.marina.tenancy.management.ManagementBackups.BackupState;
import dev.marina.tenancy.management.ManagementBackups.ContentPage;
import dev.marina.tenancy.management.ManagementBackups.RestoreState;
import dev.marina.tenancy.management.ManagementBackups.Restoring;
import dev.marina.tenancy.management.ManagementBackups.Schedule;
import dev.marina.tenancy.management.ManagementBackups.ScheduleState;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.management.ManagementCluster.Fork;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A tenant's backups. What there is and how it is doing is always read from the management cluster. Those of a cluster stay for a while when it is gone, so
/// they can be asked for then, too.
public final class Backups {

    private static final String CHECKED = "Checked";

    private final ManagementBackups management;
    private final Clusters clusters;

    /// What a tenant's backups take of its plan.
    public record Kept(int count, long bytes) {}

    public Backups(ManagementBackups management, Clusters clusters) {
        this.management = management;
        this.clusters = clusters;
    }

    /// By name.
    public List<BackupState> list(Tenant tenant, String cluster) {
        List<BackupState> found = management.backups(tenant.name()).stream().filter(backup -> backup.cluster().equals(cluster)).toList();
        if (found.isEmpty()) {
            clusters.require(tenant, cluster);
        }
        return found;
    }

    public BackupState require(Tenant tenant, String cluster, String name) {
        return management.backup(tenant.name(), name).filter(backup -> backup.cluster().equals(cluster))
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("backup " + name)));
    }

    /// @param volumes whether what is in volumes belongs to it
    public BackupState backUp(Tenant tenant, String cluster, boolean volumes) {
        clusters.require(tenant, cluster);
        return management.backUp(tenant.name(), cluster, volumes);
    }

    public void delete(Tenant tenant, String cluster, String name) {
        require(tenant, cluster, name);
        management.deleteBackup(tenant.name(), name);
    }

    /// Throws where it has no content that was found good.
    public BackupState requireGood(Tenant tenant, String cluster, String name) {
        BackupState backup = require(tenant, cluster, name);
        if (!backup.phase().equals(CHECKED)) {
            throw notGood(backup);
        }
        return backup;
    }

    private static ProblemException notGood(BackupState backup) {
        return new ProblemException(new Problem.Conflict("Backup %s is %s".formatted(backup.name(), backup.phase()),
                List.of(new FieldProblem("backup", backup.name(), "a backup that is " + CHECKED))));
    }

    public ContentPage content(Tenant tenant, String backup, Map<String, String> query) {
        return management.content(tenant.name(), backup, query);
    }

    /// A new cluster that begins with the backup; empty where it is still being made.
    public Optional<ClusterState> begin(Tenant tenant, String cluster, String backup, String name, int nodes) {
        BackupState good = requireGood(tenant, cluster, backup);
        return clusters.begin(tenant, name, nodes, new Fork(null, null, good.podCidr(), good.serviceCidr(), good.uid()));
    }

    public ScheduleState schedule(Tenant tenant, String cluster) {
        clusters.require(tenant, cluster);
        return management.schedule(tenant.name(), cluster).orElseThrow(() -> new ProblemException(new Problem.NotFound("schedule of cluster " + cluster)));
    }

    public ScheduleState schedule(Tenant tenant, String cluster, Schedule wanted, Consumer<Optional<ScheduleState>> still) {
        clusters.require(tenant, cluster);
        return management.schedule(tenant.name(), cluster, wanted, still);
    }

    public void deleteSchedule(Tenant tenant, String cluster) {
        clusters.require(tenant, cluster);
        management.deleteSchedule(tenant.name(), cluster);
    }

    /// By name.
    public List<RestoreState> restores(Tenant tenant, String cluster) {
        clusters.require(tenant, cluster);
        return management.restores(tenant.name(), cluster);
    }

    public RestoreState restore(Tenant tenant, String cluster, String name) {
        return restores(tenant, cluster).stream().filter(restore -> restore.name().equals(name)).findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("restore " + name)));
    }

    /// Of any good backup of the tenant.
    public RestoreState restore(Tenant tenant, String cluster, Restoring wanted) {
        clusters.require(tenant, cluster);
        BackupState backup = management.backup(tenant.name(), wanted.backup()).orElseThrow(() -> new ProblemException(new Problem.Conflict(
                "There is no backup " + wanted.backup(), List.of(new FieldProblem("backup", wanted.backup(), "a backup of the tenant that is " + CHECKED)))));
        if (!backup.phase().equals(CHECKED)) {
            throw notGood(backup);
        }
        return management.restore(tenant.name(), cluster, wanted);
    }

    public Kept kept(Tenant tenant) {
        List<BackupState> all = management.backups(tenant.name());
        return new Kept(all.size(), all.stream().mapToLong(BackupState::bytes).sum());
    }
}
