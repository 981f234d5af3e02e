package dev.marina.apiserver.learn;

import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.explanation.ReadableObjects;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.types.learn.LabRunType;
import dev.marina.store.Stored;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// `labs/text`, `labruns/text`, `labruns/story` and `examruns/paper`.
public final class LabSubresources {

    private final ClusterViews views;
    private final Authorizer authorizer;
    private final Supplier<Labs> labs;
    private final Clock clock;
    /// A log is read for one story of a cluster at a time.
    private final Set<Object> busy = ConcurrentHashMap.newKeySet();

    public LabSubresources(ClusterViews views, Authorizer authorizer, Supplier<Labs> labs, Clock clock) {
        this.views = views;
        this.authorizer = authorizer;
        this.labs = labs;
        this.clock = clock;
    }

    public SubresourceHandler textOfLab() {
        return (request, target, _, _) -> ApiResponse.json(200,
                labs.get().text(request.clusterId(), target.name()).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name())));
    }

    /// A task of an exam that is under way has no text but its paper.
    public SubresourceHandler textOfRun() {
        return (request, target, _, _) -> {
            ClusterView view = views.current(request.requireCluster());
            Document run = run(view, target);
            ExamsUnderWay.around(run, view).ifPresent(exam -> {
                throw StatusException.forbidden(target.groupResource(), target.name(),
                        "it is a task of the exam \"%s\", which is under way".formatted(exam.name()));
            });
            return ApiResponse.json(200, labs.get().text(request.clusterId(), run));
        };
    }

    public SubresourceHandler paper() {
        return (request, target, _, _) -> {
            ClusterView view = views.current(request.requireCluster());
            Document exam = run(view, target);
            return ApiResponse.json(200, labs.get().paper(exam, name -> view
                    .find(new ObjectKey(view.cluster(), LabRunType.DEFINITION.groupResource(), "", name)).map(Stored::bytes).map(Document::parse)
                    .filter(task -> ExamsUnderWay.examOf(task).equals(exam.name())), clock.instant()));
        };
    }

    public SubresourceHandler story() {
        return (request, target, _, _) -> {
            if (!busy.add(request.clusterId())) {
                throw new StatusException(429, "TooManyRequests", "the story of another run of this cluster is being told; please try again",
                        new StatusException.Details("", "", "", "", java.util.List.of(), 1));
            }
            try {
                return story(request, target);
            } finally {
                busy.remove(request.clusterId());
            }
        };
    }

    private ApiResponse story(ApiRequest request, Target.Resource target) {
        ClusterView view = views.current(request.requireCluster());
        Document run = run(view, target);
        return ApiResponse.json(200,
                labs.get().story(request.clusterId(), run, new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of())));
    }

    private static Document run(ClusterView view, Target.Resource target) {
        return view.find(new ObjectKey(view.cluster(), target.groupResource(), "", target.name())).map(Stored::bytes).map(Document::parse)
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
    }
}
