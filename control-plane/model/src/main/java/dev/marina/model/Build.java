package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// One making of an image out of a source, in a pod of the tenant's own cluster. It happens once; its spec does not change. People write the spec, the
/// build controller the status.
@Group("apps.marina.dev")
@Version("v1")
public class Build extends CustomResource<Build.Spec, Build.Status> implements Namespaced {

    /// A label of a build's pod; its value is the build's name.
    public static final String LABEL = "apps.marina.dev/build";

    public static final String PENDING = "Pending";
    public static final String RUNNING = "Running";
    public static final String SUCCEEDED = "Succeeded";
    public static final String FAILED = "Failed";

    /// @param strategy `auto`, `dockerfile`, `java`, `node`, `python` or `static`
    /// @param image name of the repository below the tenant's; the build's own unless given
    /// @param arguments for what a Dockerfile declares by `ARG`
    /// @param repositories where commands get packages from
    /// @param cache where what they fetch stays; with the build, unless given
    /// @param fresh whether no layer of an earlier build is used; unless given, some may be
    /// @param timeoutSeconds after which it has failed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(Source source, String strategy, String image, List<Argument> arguments, Repositories repositories, Cache cache,
            Boolean fresh, Integer timeoutSeconds) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Argument(String name, String value) {}

    /// URLs; what is not there is as the installation has it.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Repositories(String maven, String npm, String python, String proxy) {}

    /// @param claim of the same namespace
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cache(String claim) {}

    /// One of them.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(Git git, Archive archive) {}

    /// @param url `https://…` or `http://…`
    /// @param revision a branch, a tag or a commit; what the repository takes by itself unless given
    /// @param path directory below its root
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Git(String url, String revision, String path) {}

    /// One of them: files of a ConfigMap, or of a claim.
    ///
    /// @param path directory of the claim
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Archive(String configMap, String claim, String path) {}

    /// @param image that was pushed, by its digest
    /// @param pod in which it happens; its log is the build's
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, String image, String pod, String message, String startTime, String completionTime, List<Condition> conditions) {}
}
