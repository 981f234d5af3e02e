package dev.marina.apiserver.explanation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Answers what became of an object and why. Whoever may get the object may ask; of other objects they learn what they may get.
public final class Explanations {

    private final ClusterViews views;
    private final TypeMachinery types;
    private final Authorizer authorizer;
    private final Supplier<List<WaitReasons>> reasons;
    /// A log is read for one request of a cluster at a time.
    private final Set<ClusterId> busy = ConcurrentHashMap.newKeySet();

    public Explanations(ClusterViews views, TypeMachinery types, Authorizer authorizer, Supplier<List<WaitReasons>> reasons) {
        this.views = views;
        this.types = types;
        this.authorizer = authorizer;
        this.reasons = reasons;
    }

    /// Answers what is asked for an explanation; everything else is `next`'s.
    public ApiHandler before(ApiHandler next) {
        return request -> ExplanationTarget.asked(request, ExplanationTarget.LAST) && request.target() instanceof Target.Resource target
                && target.subresource().isEmpty()
                && !target.name().isEmpty() ? alone(request, target) : next.handle(request);
    }

    private ApiResponse alone(ApiRequest request, Target.Resource target) {
        if (!busy.add(request.clusterId())) {
            throw new StatusException(429, "TooManyRequests", "another object of this cluster is being explained; please try again",
                    new StatusException.Details("", "", "", "", List.of(), 1));
        }
        try {
            return explain(request, target);
        } finally {
            busy.remove(request.clusterId());
        }
    }

    /// Of the object that the request is authorized to get.
    private ApiResponse explain(ApiRequest request, Target.Resource target) {
        ResourceDefinition definition = types.registry(request.requireCluster()).find(target.resource()).orElseThrow(StatusException::notServed);
        ClusterView view = views.current(request.requireCluster());
        ObjectKey key = new ObjectKey(view.cluster(), definition.stored().groupResource(), definition.namespaced() ? target.namespace() : "", target.name());
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        WaitReasons.Readable readable = new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of(key));
        CausalChain chain = CausalChain.of(views.store(), stored);
        return ApiResponse.json(200, Document.object("marina.dev/v1", "Explanation").edited(root -> {
            ObjectNode metadata = root.putObject("metadata").put("name", target.name());
            if (!key.namespace().isEmpty()) {
                metadata.put("namespace", key.namespace());
            }
            ObjectNode object = Step.describe(root.putObject("object"), key);
            object.put("apiVersion", definition.resource().apiVersion()).put("kind", definition.names().kind()).put("uid", stored.fields().uid())
                    .put("version", stored.version().toString());
            ArrayNode steps = root.putArray("steps");
            chain.steps().forEach(step -> step.show(steps.addObject(), readable));
            ObjectNode history = root.putObject("history").put("complete", chain.complete());
            if (!chain.complete()) {
                history.put("reason", chain.oldest().equals(ResourceVersion.NONE) ? "TooManyChanges" : "LogEnds");
                history.put("message", chain.oldest().equals(ResourceVersion.NONE)
                        ? "only the last %d changes are shown".formatted(CausalChain.MOST_STEPS)
                        : "the cluster's log goes back to version %s; what was before is not known".formatted(chain.oldest()));
            }
            ArrayNode waiting = root.putArray("waiting");
            reasons.get().forEach(each -> each.of(key, readable).forEach(reason -> waiting.add(reason.root())));
        }));
    }
}
