package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/// What a cluster of the same namespace (= tenant) was at one version, kept outside of the cluster. The platform takes it, checks it by restoring it, and
/// removes it with this object.
///
/// Subresource `content` (get): the objects, by pages.
@Group("marina.dev")
@Version("v1")
public class Backup extends CustomResource<Backup.Spec, Backup.Status> implements Namespaced {

    /// Keeps the object until its file is gone. Every one has it from the first.
    public static final String FINALIZER = "marina.dev/backup-file";

    public static final String PENDING = "Pending";
    public static final String TAKING = "Taking";
    public static final String CHECKING = "Checking";
    public static final String CHECKED = "Checked";
    public static final String FAILED = "Failed";

    /// @param cluster name of the Cluster
    /// Values of `volumes`.
    public static final String ALL = "All";
    public static final String NONE = "None";

    /// @param schedule name of the BackupSchedule that asked for it; absent where a person did
    /// @param volumes All (what is in the cluster's volumes belongs to it; so, too, where it is absent) or None
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String cluster, String schedule, String volumes) {

        public Spec(String cluster, String schedule) {
            this(cluster, schedule, null);
        }

        public boolean withVolumes() {
            return !NONE.equals(volumes);
        }
    }

    /// @param phase Pending (waits for its cluster or for a place), Taking, Checking, Checked (it was restored and found the same) or Failed
    /// @param clusterId the store's id of the cluster it is of: another cluster of the name has another
    /// @param version of the cluster, after which all of its objects are in the backup
    /// @param taken time of that
    /// @param checked when it was last restored and compared
    /// @param objects how many
    /// @param bytes that it takes on the platform's disk
    /// @param counts objects by type
    /// @param leftOut objects by type that are not in it
    /// @param podCidr that the cluster had
    /// @param serviceCidr likewise; addresses of Services are of it
    /// @param orphaned since when its cluster is gone
    /// @param volumes what is in volumes, and how far that is
    /// @param waiting since when it waits for a machine or a disk
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, String clusterId, String version, String taken, String checked, Long objects, Long bytes,
            Map<String, Long> counts, Map<String, Long> leftOut, String podCidr, String serviceCidr, String orphaned,
            List<Condition> conditions, VolumeWork volumes, String waiting) {

        public static Status of(String phase, List<Condition> conditions) {
            return new Status(phase, null, null, null, null, null, null, null, null, null, null, null, conditions, null, null);
        }

        /// The same backup in another phase.
        public Status in(String other, String checkedAt, List<Condition> said) {
            return new Status(other, clusterId, version, taken, checkedAt, objects, bytes, counts, leftOut, podCidr, serviceCidr, orphaned, said, volumes,
                    waiting);
        }

        /// The same, of a cluster that is gone since then; null: it is there.
        public Status orphaned(String since) {
            return new Status(phase, clusterId, version, taken, checked, objects, bytes, counts, leftOut, podCidr, serviceCidr, since, conditions, volumes,
                    waiting);
        }

        public Status with(VolumeWork work) {
            return new Status(phase, clusterId, version, taken, checked, objects, bytes, counts, leftOut, podCidr, serviceCidr, orphaned, conditions, work,
                    waiting);
        }

        /// Since when it waits; null: it does not.
        public Status waiting(String since) {
            return new Status(phase, clusterId, version, taken, checked, objects, bytes, counts, leftOut, podCidr, serviceCidr, orphaned, conditions, volumes,
                    since);
        }
    }
}
