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
    /// An annotation: who has asked for what it is now, as JSON. The API notes it, and nobody else can.
    public static final String ASKED_BY = "apps.marina.dev/asked-by";
    /// An annotation of what was applied for an application with a source: `<namespace>/<name>` of the application.
    public static final String OWNER = "apps.marina.dev/owner";

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
            Long rollbackTo, Source source, Sync sync) {

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

        /// Whether it is what a chart or a Kustomize folder makes, and not an image.
        public boolean sourced() {
            return source != null;
        }

        public boolean scheduled() {
            return schedule != null && !schedule.isEmpty();
        }
    }

    /// A Helm chart or a Kustomize folder: in a Git repository, or a chart's archive.
    ///
    /// @param chart `https://…` of an archive, or `oci://…` in a registry
    /// @param values of a chart, as YAML
    /// @param fetches how often somebody has asked for it
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Source(Git git, String chart, String values, Integer fetches) {}

    /// How what a source makes is kept.
    ///
    /// @param selfHeal whether what somebody deletes or changes by hand is put back
    /// @param hookTimeoutSeconds how long one hook may take
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sync(Boolean selfHeal, Integer hookTimeoutSeconds) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Git(String url, String revision, String path) {}

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
            String selector, Long revision, List<Revision> revisions, List<Condition> conditions, Release release) {

        public static final Status NONE = new Status(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /// @param at RFC 3339
    /// @param by who asked for it; null where that is not known any more
    /// @param outcome Progressing, Succeeded, Failed or Replaced
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Revision(long revision, String image, String envHash, String at, String by, String outcome) {}

    /// How far what a source makes has come.
    ///
    /// @param source by which it is known what was asked for
    /// @param commit that was rendered
    /// @param chart name and version; null of a Kustomize folder
    /// @param operation install, upgrade or rollback
    /// @param step one of the constants below
    /// @param digest of what was rendered
    /// @param objects that were applied and are not gone
    /// @param healed when something was put back last; null where nothing was
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Release(String source, String commit, String chart, String operation, String step, String message, String digest, List<HookRun> hooks,
            List<Applied> objects, Healed healed) {

        public static final String RENDERING = "Rendering";
        public static final String BEFORE = "Before";
        public static final String APPLYING = "Applying";
        public static final String AFTER = "After";
        public static final String DEPLOYED = "Deployed";
        public static final String FAILED = "Failed";
        public static final Release NONE = new Release(null, null, null, null, null, null, null, null, null, null);

        public Release {
            hooks = hooks == null ? List.of() : List.copyOf(hooks);
            objects = objects == null ? List.of() : List.copyOf(objects);
        }

        public Release at(String next, String why) {
            return new Release(source, commit, chart, operation, next, why, digest, hooks, objects, healed);
        }

        public Release ran(List<HookRun> runs) {
            return new Release(source, commit, chart, operation, step, message, digest, runs, objects, healed);
        }

        public Release healed(Healed now) {
            return new Release(source, commit, chart, operation, step, message, digest, hooks, objects, now);
        }

        public Release having(List<Applied> there) {
            return new Release(source, commit, chart, operation, step, message, digest, hooks, there, healed);
        }
    }

    /// @param times in a row
    /// @param at RFC 3339
    public record Healed(int times, String at) {}

    /// @param event such as pre-install
    /// @param result Running, Succeeded or Failed
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record HookRun(String event, String kind, String name, String result, String message) {

        public static final String RUNNING = "Running";
        public static final String SUCCEEDED = "Succeeded";
        public static final String FAILED = "Failed";
    }

    /// @param namespace null of what is in none
    /// @param keep whether it stays when the application goes
    /// @param state Pending, Ready, Progressing, Degraded or Missing
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Applied(String apiVersion, String kind, String namespace, String name, Boolean keep, String state, String message) {

        public Applied seen(String now, String why) {
            return new Applied(apiVersion, kind, namespace, name, keep, now, why);
        }
    }
}
