package dev.marina.apiserver.plan;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.budget.Turns;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.explanation.ReadableObjects;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Answers what would follow from manifests, a few at a time. Whoever asks is told of objects that they may get.
public final class Plans implements SubresourceHandler {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    private final ClusterViews views;
    private final Authorizer authorizer;
    private final Supplier<Optional<Planner>> planner;
    private final PlanBounds bounds;
    private final CopyTurns turns;

    /// @param planner empty as long as the controllers are being started
    public Plans(ClusterViews views, Authorizer authorizer, Supplier<Optional<Planner>> planner, PlanBounds bounds, CopyTurns turns) {
        this.views = views;
        this.authorizer = authorizer;
        this.planner = planner;
        this.bounds = bounds;
        this.turns = turns;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Planner available = planner.get().orElseThrow(() -> StatusException.unavailable("the controllers are being started; please try again"));
        Document plan = BodyReader.require(request);
        PlanRequest asked = PlanRequest.of(plan, target.namespace(), bounds);
        ClusterView view = views.current(request.requireCluster());
        require(view, target.namespace());
        if (view.image().objects() > bounds.objects() || view.image().objectBytes() > bounds.objectBytes()) {
            throw PlanRequest.invalid("the cluster has %d objects of %d bytes; plans are made for clusters of up to %d objects and %d bytes".formatted(
                    view.image().objects(), view.image().objectBytes(), bounds.objects(), bounds.objectBytes()));
        }
        ReadableObjects readable = new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of());
        return turns.take(request.clusterId(), () -> {
            // others go on while this one waits
            Turns.setDown();
            Planned planned = available.plan(request.requireCluster(), asked, request.requireIdentity(), readable);
            return ApiResponse.json(201, plan.edited(root -> {
                root.withObject("/metadata").put("namespace", target.namespace());
                root.set("status", planned.status(readable));
            }));
        });
    }

    private static void require(ClusterView view, String namespace) {
        if (view.find(new ObjectKey(view.cluster(), NAMESPACES, "", namespace)).isEmpty()) {
            throw StatusException.notFound(NAMESPACES, namespace);
        }
    }
}
