package dev.marina.apiserver.explanation;

import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.course.CourseAnswers;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.filter.Filter;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Before authorization: `/apis/marina.dev/v1/namespaces/{namespace}/{type}/{name}/explanation`, or `/course`, is about the object that it names,
/// and is asked for by whoever may get that. The type is a plural such as `pods`, of any group; `widgets.example.org` says which.
public final class ExplanationTarget implements Filter {

    private static final String BELOW = "/apis/marina.dev/v1/";
    static final String LAST = "explanation";
    /// What may be asked of any object.
    private static final List<String> ASKED = List.of(LAST, CourseAnswers.LAST);
    /// `{type}/{name}/explanation`
    private static final int OF_CLUSTER = 3;
    /// `namespaces/{namespace}/{type}/{name}/explanation`
    private static final int OF_NAMESPACE = 5;

    private final TypeMachinery types;

    public ExplanationTarget(TypeMachinery types) {
        this.types = types;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (request.cluster().isEmpty() || ASKED.stream().noneMatch(last -> asked(request, last)) || !(request.target() instanceof Target.Resource target)) {
            return next.handle(request);
        }
        return next.handle(object(request.requireCluster(), target).<ApiRequest>map(request::withTarget).orElse(request));
    }

    /// An object may itself be named so: what counts is how long the path is.
    public static boolean asked(ApiRequest request, String last) {
        if (!request.method().equals("GET") || !request.path().startsWith(BELOW) || !request.path().endsWith("/" + last)) {
            return false;
        }
        int parts = request.path().substring(BELOW.length()).split("/", -1).length;
        return parts == OF_CLUSTER || parts == OF_NAMESPACE;
    }

    private Optional<Target.Resource> object(ClusterRecord cluster, Target.Resource target) {
        if (ASKED.contains(target.resource().resource()) && target.name().isEmpty() && !target.namespace().isEmpty()) {
            return Optional.of(new Target.Resource("get", new GroupVersionResource("", "v1", "namespaces"), target.namespace(), target.namespace(), ""));
        }
        String named = target.resource().resource();
        int dot = named.indexOf('.');
        String plural = dot < 0 ? named : named.substring(0, dot);
        return ASKED.contains(target.subresource())
                ? types.registry(cluster).definitions().stream()
                        // objects of no namespace are not reached through one, where other rules allow
                        .filter(type -> type.namespaced() != target.namespace().isEmpty())
                        .filter(type -> type.names().plural().equals(plural) && (dot < 0 || type.resource().group().equals(named.substring(dot + 1))))
                        // those of Kubernetes itself before those that a cluster defines, and what is stored before its other faces
                        .min(Comparator.comparing((ResourceDefinition type) -> type.definedBy().isPresent()).thenComparing(type -> type.storage().isPresent())
                                .thenComparing(type -> type.resource().group()))
                        .map(type -> new Target.Resource("get", type.resource(), target.namespace(), target.name(), ""))
                : Optional.empty();
    }
}
