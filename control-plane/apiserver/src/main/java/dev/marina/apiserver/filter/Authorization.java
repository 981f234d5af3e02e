package dev.marina.apiserver.filter;

import dev.marina.api.StatusException;
import dev.marina.apiserver.audit.Auditing;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.authz.Decision;
import dev.marina.apiserver.course.CourseNotes;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.FieldSelector;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import java.util.Set;

/// Lets pass what a rule of the cluster allows, and refuses in upstream's words.
public final class Authorization implements Filter {

    /// What everybody may ask, of a cluster that is there and of one that is not.
    private static final Set<String> PUBLIC = Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");

    private final Authorizer authorizer;
    private final ClusterViews views;

    public Authorization(Authorizer authorizer, ClusterViews views) {
        this.authorizer = authorizer;
        this.views = views;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (request.target() instanceof Target.NonResource path && path.verb().equals("get") && PUBLIC.contains(path.path())) {
            return next.handle(request);
        }
        if (request.cluster().isEmpty()) {
            throw refusal(request, Decision.deny(""));
        }
        CourseNotes.passed("Queue", "");
        ClusterView view = views.current(request.requireCluster());
        Decision decision = authorizer.decide(request.requireIdentity(), named(request), view);
        CourseNotes.passed("Authorization", decision.reason());
        Auditing.decided(decision.allowed(), decision.reason());
        if (!decision.allowed()) {
            throw refusal(request, decision);
        }
        return next.handle(request);
    }

    /// A list or watch of one object by field selector is a request for this object, and one of a node's objects concerns this node.
    private static Target named(ApiRequest request) {
        if (request.target() instanceof Target.Resource target && target.name().isEmpty() && !request.query().text("fieldSelector").isEmpty()) {
            FieldSelector selector = FieldSelector.parse(request.query().text("fieldSelector"));
            Target.Resource limited = selector.required("spec.nodeName").map(target::limitedTo).orElse(target);
            return selector.required("metadata.name").map(limited::withName).orElse(limited);
        }
        return request.target();
    }

    private static StatusException refusal(ApiRequest request, Decision decision) {
        String user = request.requireIdentity().user();
        return switch (request.target()) {
            case Target.NonResource path -> new StatusException(403, "Forbidden",
                    "forbidden: User \"%s\" cannot %s path \"%s\"%s".formatted(user, path.verb(), path.path(),
                            decision.reason().isEmpty() ? "" : ": " + decision.reason()),
                    StatusException.Details.EMPTY);
            case Target.Resource target -> StatusException.forbidden(target.groupResource(), target.name(), target.refusal(user, decision.reason()));
        };
    }
}
