package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// When a cluster is backed up, and which of those backups are kept: object name = cluster name, namespace = tenant.
@Group("marina.dev")
@Version("v1")
public class BackupSchedule extends CustomResource<BackupSchedule.Spec, BackupSchedule.Status> implements Namespaced {

    /// @param schedule five fields of cron, or a descriptor such as `@daily`
    /// @param timeZone by whose clocks, such as `Europe/Berlin`; absent: UTC
    /// @param keep how many good backups of the schedule stay; the oldest goes first
    /// @param keepDays for how many days they stay; absent: any number. The newest good one stays however old it is
    /// @param volumes as in its backups
    /// @param suspended whether nothing is backed up for now
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String schedule, String timeZone, Integer keep, Integer keepDays, Boolean suspended, String volumes) {

        public Spec(String schedule, String timeZone, Integer keep, Integer keepDays, Boolean suspended) {
            this(schedule, timeZone, keep, keepDays, suspended, null);
        }
    }

    /// @param last when a backup was last due
    /// @param next when one is due
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String last, String next, List<Condition> conditions) {}
}
