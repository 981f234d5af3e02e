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
    ///
    /// @param volumes whether what is in volumes belongs to it
    BackupState backUp(String tenant, String cluster, boolean volumes);

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
            long objects, long bytes, Map<String, Long> counts, Map<String, Long> leftOut, String podCidr, String serviceCidr, String reason, String message,
            Volumes volumes) {}

    /// How far what is in volumes has been copied.
    ///
    /// @param count how many volumes are concerned
    /// @param bytes to be copied of those of which it is known
    /// @param items the first hundred
    /// @param leftOut the first hundred of those that are not concerned
    /// @param leftOutCount all of those
    record Volumes(long count, long done, long bytes, long bytesDone, List<Volume> items, List<LeftOut> leftOut, long leftOutCount) {

        public static final Volumes NONE = new Volumes(0, 0, 0, 0, List.of(), List.of(), 0);
    }

    /// @param phase Waiting, Copying, Stored, Verifying, Verified, Restored or Failed
    /// @param message what it waits for, or why it failed; null for nothing
    record Volume(String namespace, String claim, String phase, long bytes, long bytesDone, String message) {}

    /// @param reason in a word
    record LeftOut(String namespace, String claim, String reason, String message) {}

    /// @param items each with resource, namespace, name and object
    /// @param next names the page after this one; "" on the last
    record ContentPage(List<Map<String, Object>> items, String next) {}

    /// @param keepDays null for any number
    /// @param volumes whether what is in volumes belongs to its backups
    record Schedule(String schedule, String timeZone, Integer keep, Integer keepDays, boolean suspended, boolean volumes) {}

    record ScheduleState(String uid, Schedule wanted, String last, String next, String reason, String message) {

        /// Another wherever somebody changed what is wanted.
        public String identity() {
            return uid + " " + wanted;
        }
    }

    /// @param namespaces empty for everything
    record Restoring(String backup, List<String> namespaces, boolean replace) {}

    record RestoreState(String name, Restoring wanted, String phase, String created, String started, String ended, long made, long replaced, long kept,
            long left, long failed, List<String> problems, String reason, String message, Volumes volumes) {}
}
