package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// Objects of a backup that are written into a cluster that is there; both of the same namespace (= tenant). Carried out once.
///
/// A new cluster begins with a backup by its own `spec.backup`.
@Group("marina.dev")
@Version("v1")
public class Restore extends CustomResource<Restore.Spec, Restore.Status> implements Namespaced {

    public static final String PENDING = "Pending";
    public static final String RUNNING = "Running";
    public static final String COMPLETE = "Complete";
    public static final String FAILED = "Failed";
    /// Objects are there, volumes are being filled.
    public static final String FILLING = "Filling";

    /// Of `only`.
    public static final String VOLUMES = "Volumes";

    public static final String SKIP = "Skip";
    public static final String REPLACE = "Replace";

    /// @param cluster name of the Cluster that is written into
    /// @param backup name of the Backup
    /// @param namespaces whose objects are restored; absent or empty: everything, cluster-wide objects too
    /// @param only Volumes: objects stay as they are, and claims that wait for what the backup has of their volumes get it; absent: everything
    /// @param existing Skip (objects that are there stay as they are) or Replace (they become what they were)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String cluster, String backup, List<String> namespaces, String existing, String only) {

        public Spec(String cluster, String backup, List<String> namespaces, String existing) {
            this(cluster, backup, namespaces, existing, null);
        }
    }

    /// @param phase Pending, Running, Filling, Complete or Failed
    /// @param started when it was begun the first time
    /// @param created objects that were not there
    /// @param kept objects that were there and stayed
    /// @param left objects that are made anew by others, or belong to nodes and volumes
    /// @param failed objects that could not be written
    /// @param problems why, of the first of them
    /// @param volumes what is in volumes, and how far that is
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, String started, String ended, Long created, Long replaced, Long kept, Long left, Long failed, List<String> problems,
            List<Condition> conditions, VolumeWork volumes) {

        public Status(String phase, String started, String ended, Long created, Long replaced, Long kept, Long left, Long failed, List<String> problems,
                List<Condition> conditions) {
            this(phase, started, ended, created, replaced, kept, left, failed, problems, conditions, null);
        }
    }
}
