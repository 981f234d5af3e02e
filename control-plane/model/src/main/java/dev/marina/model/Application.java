package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// A program that a tenant's people run, in a cluster of theirs. They write the spec, the application controller the status.
@Group("apps.marina.dev")
@Version("v1")
public class Application extends CustomResource<Application.Spec, Application.Status> implements Namespaced {

    /// A label of all that belongs to an application; its value is the application's name.
    public static final String LABEL = "apps.marina.dev/application";
    /// A label of its pods: [#SERVING] for those that its Service leads to.
    public static final String ROLE = "apps.marina.dev/role";
    public static final String SERVING = "web";

    public static final String WAITING = "Waiting";
    public static final String PROGRESSING = "Progressing";
    public static final String AVAILABLE = "Available";
    public static final String DEGRADED = "Degraded";
    public static final String SCHEDULED = "Scheduled";
    public static final String STOPPED = "Stopped";

    /// What is absent is not wanted; the API's own rules hold for it ("image or build", "hosts need a port").
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(String image, Build build, Integer port, Integer replicas, Autoscaling autoscaling, List<Variable> env, List<AddOnBinding> addOns,
            List<String> command, List<String> args, ResourceRequirements resources, Health health, List<Volume> volumes, Boolean internal, List<Host> hosts,
            String schedule,
            Long rollbackTo) {

        public Spec {
            env = list(env);
            addOns = list(addOns);
            command = list(command);
            args = list(args);
            volumes = list(volumes);
            hosts = list(hosts);
        }

        private static <T> List<T> list(List<T> given) {
            return given == null ? List.of() : List.copyOf(given);
        }

        public boolean scheduled() {
            return schedule != null && !schedule.isEmpty();
        }
    }

    /// @param name of a Build of the same namespace
    public record Build(String name) {}

    /// @param cpu percent of what is asked for
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Autoscaling(Integer min, Integer max, Integer cpu) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Variable(String name, String value, SecretKey secret) {}

    /// @param name of an AddOn of the same namespace
    /// @param prefix of its variables; null: none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AddOnBinding(String name, String prefix) {}

    public record SecretKey(String name, String key) {}

    public record Health(String path) {}

    /// @param size a quantity
    public record Volume(String name, String path, String size) {}

    /// @param tlsSecret null: no TLS
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Host(String name, String tlsSecret) {}

    /// @param phase one of the constants above
    /// @param message why, in words
    /// @param selector of its pods, as text
    /// @param revisions newest first
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(Long observedGeneration, String phase, String message, String image, String url, Integer replicas, Integer readyReplicas,
            String selector, Long revision, List<Revision> revisions, List<Condition> conditions) {

        public static final Status NONE = new Status(null, null, null, null, null, null, null, null, null, null, null);
    }

    /// @param at RFC 3339
    /// @param by who asked for it; null where that is not known any more
    /// @param outcome Progressing, Succeeded, Failed or Replaced
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Revision(long revision, String image, String envHash, String at, String by, String outcome) {}
}
