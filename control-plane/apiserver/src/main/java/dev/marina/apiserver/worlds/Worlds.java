package dev.marina.apiserver.worlds;

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
import dev.marina.apiserver.plan.CopyTurns;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Answers where two worlds part, in turn with plans. Whoever asks is told of objects that they may get.
public final class Worlds implements SubresourceHandler {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    private final ClusterViews views;
    private final Authorizer authorizer;
    private final Supplier<Optional<Comparer>> comparer;
    private final PlanBounds bounds;
    private final CopyTurns turns;

    /// @param comparer empty as long as the controllers are being started
    /// @param bounds of each world
    public Worlds(ClusterViews views, Authorizer authorizer, Supplier<Optional<Comparer>> comparer, PlanBounds bounds, CopyTurns turns) {
        this.views = views;
        this.authorizer = authorizer;
        this.comparer = comparer;
        this.bounds = bounds;
        this.turns = turns;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Comparer available = comparer.get().orElseThrow(() -> StatusException.unavailable("the controllers are being started; please try again"));
        Document body = BodyReader.require(request);
        WorldsRequest asked = WorldsRequest.of(body, target.namespace(), bounds);
        // a patch that does not fit is refused before anything is copied
        asked.acts(Side.B);
        ClusterView view = views.current(request.requireCluster());
        if (view.find(new ObjectKey(view.cluster(), NAMESPACES, "", target.namespace())).isEmpty()) {
            throw StatusException.notFound(NAMESPACES, target.namespace());
        }
        if (view.image().objects() > bounds.objects() || view.image().objectBytes() > bounds.objectBytes()) {
            throw WorldsRequest.invalid("the cluster has %d objects of %d bytes; two worlds are made of clusters of up to %d objects and %d bytes".formatted(
                    view.image().objects(), view.image().objectBytes(), bounds.objects(), bounds.objectBytes()));
        }
        ReadableObjects readable = new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of());
        return turns.take(request.clusterId(), () -> {
            // others go on while this one waits
            Turns.setDown();
            Compared compared = available.compare(request.requireCluster(), asked, request.requireIdentity(), readable);
            return ApiResponse.json(201, body.edited(root -> {
                root.withObject("/metadata").put("namespace", target.namespace());
                root.set("status", compared.status(readable));
            }));
        });
    }
}
