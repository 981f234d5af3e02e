package dev.marina.tenancy.management;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Backups, their schedules and restores, as the management cluster keeps and carries them out. Throws as [ManagementCluster].
public interface ManagementBackups {

    /// All of the tenant, by name.
    List<BackupState> backups(String tenant);

    Optional<BackupState> backup(String tenant, String name);

    /// Gets a name that begins with the cluster's.
    BackupState backUp(String tenant, String cluster);

    /// Asks for its removal; [#backup] is empty once its file is gone.
    void deleteBackup(String tenant, String name);

    /// Objects of a backup.
    ///
    /// @param query limit, continue, and of who reads subject and email
    ContentPage content(String tenant, String backup, Map<String, String> query);

    Optional<ScheduleState> schedule(String tenant, String cluster);

    /// Makes it so, whether there was one or not.
    ///
    /// @param still asked with the one that is about to be changed, where there is one; nothing in between is overwritten
    ScheduleState schedule(String tenant, String cluster, Schedule wanted, Consumer<Optional<ScheduleState>> still);

    /// May be repeated.
    void deleteSchedule(String tenant, String cluster);

    /// Of the cluster, by name.
    List<RestoreState> restores(String tenant, String cluster);

    RestoreState restore(String tenant, String cluster, Restoring wanted);

    /// What is observed of a backup.
    ///
    /// @param phase Pending, Taking, Checking, Checked or Failed
    /// @param schedule whether a schedule asked for it
    /// @param reason of its phase, in a word
    /// @param message in words
    record BackupState(String uid, String name, String cluster, String phase, boolean schedule, String created, String taken, String checked, String version,
            long objects, long bytes, Map<String, Long> counts, Map<String, Long> leftOut, String podCidr, String serviceCidr, String reason, String message) {}

    /// @param items each with resource, namespace, name and object
    /// @param next names the page after this one; "" on the last
    record ContentPage(List<Map<String, Object>> items, String next) {}

    /// @param keepDays null for any number
    record Schedule(String schedule, String timeZone, Integer keep, Integer keepDays, boolean suspended) {}

    record ScheduleState(String uid, Schedule wanted, String last, String next, String reason, String message) {

        /// Another wherever somebody changed what is wanted.
        public String identity() {
            return uid + " " + wanted;
        }
    }

    /// @param namespaces empty for everything
    record Restoring(String backup, List<String> namespaces, boolean replace) {}

    record RestoreState(String name, Restoring wanted, String phase, String created, String started, String ended, long made, long replaced, long kept,
            long left, long failed, List<String> problems, String reason, String message) {}
}
