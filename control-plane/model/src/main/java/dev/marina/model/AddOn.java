package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// A server that applications keep things in: a database, a cache, a queue. People write the spec, the add-on controller the status.
@Group("apps.marina.dev")
@Version("v1")
public class AddOn extends CustomResource<AddOn.Spec, AddOn.Status> implements Namespaced {

    /// A label of all that belongs to an add-on; its value is the add-on's name.
    public static final String LABEL = "apps.marina.dev/add-on";
    /// A label of its pods: [#SERVER] for the one that its Service leads to.
    public static final String ROLE = "apps.marina.dev/role";
    public static final String SERVER = "server";

    public static final String CREATING = "Creating";
    public static final String AVAILABLE = "Available";
    public static final String DEGRADED = "Degraded";

    /// @param type `postgresql`, `mariadb`, `redis` or `rabbitmq`
    /// @param size `small`, `medium` or `large`
    /// @param storage a quantity
    /// @param deletion `Retain` or `Delete`: what becomes of its claims when it goes
    /// @param rotate another text than before: its credentials are changed, once
    /// @param restore name of a backup that it becomes again, once; with `@` and another name behind it where it is to become that once more
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String type, String size, String storage, String deletion, String rotate, BackupPolicy backup, String restore) {

        public boolean retains() {
            return !"Delete".equals(deletion);
        }

        public String rotateRequest() {
            return rotate == null ? "" : rotate;
        }

        public String backupRequest() {
            return backup == null || backup.request() == null ? "" : backup.request();
        }

        public String restoreRequest() {
            return restore == null ? "" : restore;
        }

        /// Which backup a request to restore is about: what stands before an `@`, behind which it may say anything to be another request.
        public static String backupOf(String request) {
            return request.replaceAll("@.*", "");
        }
    }

    /// @param request another text than before: a backup is made now, once
    /// @param schedule in cron syntax, UTC
    /// @param keep how many good ones stay
    /// @param storage a quantity, for all of them together
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BackupPolicy(String request, String schedule, Integer keep, String storage) {}

    /// @param phase one of the constants above
    /// @param message why, in words
    /// @param version as the server says it
    /// @param address `host:port` in its cluster
    /// @param secret in which the credentials of applications are
    /// @param applications bound to it, by name
    /// @param provisioned the version of its passwords with which it was made ready
    /// @param rotated when credentials were last changed, RFC 3339
    /// @param handled requests that were carried out
    /// @param procedure under way; null: none
    /// @param backups newest first
    /// @param restored what came of the last restore
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(Long observedGeneration, String phase, String message, String version, String address, String secret, List<String> applications,
            String provisioned, String rotated, Handled handled, Procedure procedure, List<Backup> backups, Restored restored, List<Condition> conditions) {

        public static final Status NONE = new Status(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

        public Status {
            applications = applications == null ? List.of() : List.copyOf(applications);
            handled = handled == null ? Handled.NONE : handled;
            backups = backups == null ? List.of() : List.copyOf(backups);
        }
    }

    /// The requests of each kind that were carried out last; "" where there was none, or it was taken back.
    ///
    /// @param scheduled when the last backup of the schedule was due, RFC 3339; "" for none
    public record Handled(String rotate, String backup, String restore, String scheduled) {

        public static final Handled NONE = new Handled("", "", "", "");

        public Handled {
            rotate = rotate == null ? "" : rotate;
            backup = backup == null ? "" : backup;
            restore = restore == null ? "" : restore;
            scheduled = scheduled == null ? "" : scheduled;
        }

        public Handled rotated(String request) {
            return new Handled(request, backup, restore, scheduled);
        }

        public Handled backedUp(String request) {
            return new Handled(rotate, request, restore, scheduled);
        }

        public Handled restored(String request) {
            return new Handled(rotate, backup, request, scheduled);
        }

        public Handled scheduled(String at) {
            return new Handled(rotate, backup, restore, at);
        }
    }

    /// Work in several steps, one at a time for each add-on. What is written here is how far it has come, so that whoever goes on knows.
    ///
    /// @param name Provision, Rotate, Backup or Restore
    /// @param id of this one; its jobs have it in their names
    /// @param request that asked for it; a time where a schedule did
    /// @param step as [#name] has them
    /// @param since when the step began, RFC 3339
    /// @param message what stands in its way
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Procedure(String name, String id, String request, String step, String since, String message) {

        public Procedure at(String next, String now) {
            return new Procedure(name, id, request, next, now, null);
        }

        /// @param words null: nothing
        public Procedure saying(String words) {
            return new Procedure(name, id, request, step, since, words);
        }
    }

    /// @param phase Checked or Failed
    /// @param bytes of the file
    /// @param objects tables, keys or definitions that were there when it was restored for trial
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Backup(String name, String phase, String at, Long bytes, Long objects, String message) {

        public static final String CHECKED = "Checked";
        public static final String FAILED = "Failed";

        public boolean checked() {
            return CHECKED.equals(phase);
        }
    }

    /// @param phase Succeeded or Failed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Restored(String backup, String phase, String at, String message) {}
}
