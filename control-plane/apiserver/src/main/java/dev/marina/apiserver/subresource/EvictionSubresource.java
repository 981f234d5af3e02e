package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.store.Stored;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `pods/eviction`: a delete that takes one from the disruption budget that guards the pod, or is refused for now.
/// pkg/registry/core/pod/storage/eviction.go
public final class EvictionSubresource implements SubresourceHandler {

    private static final GroupVersionResource BUDGETS = new GroupVersionResource("policy", "v1", "poddisruptionbudgets");
    /// A pod that turns out to have changed is looked at again.
    private static final int ATTEMPTS = 5;

    private final ClusterViews views;
    private final Clock clock;

    public EvictionSubresource(ClusterViews views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document eviction = BodyReader.orEmpty(request);
        if (!eviction.name().isEmpty() && !eviction.name().equals(target.name())) {
            throw StatusException.badRequest("name in URL does not match name in Eviction object");
        }
        Document options = eviction.at("deleteOptions") instanceof ObjectNode given ? Document.of(given) : Document.empty();
        boolean dryRun = request.query().all("dryRun").contains("All") || !options.at("dryRun").isEmpty();
        for (int attempt = 1;; attempt++) {
            try {
                return evict(request, target, writer, options, dryRun);
            } catch (StatusException e) {
                boolean asked = !options.text("preconditions", "resourceVersion").isEmpty();
                if (!e.is("Conflict") || asked || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private ApiResponse evict(ApiRequest request, Target.Resource target, ObjectWriter writer, Document options, boolean dryRun) {
        ClusterView view = views.current(request.requireCluster());
        Document pod = view.find(new ObjectKey(view.cluster(), target.groupResource(), target.namespace(), target.name()))
                .map(stored -> Document.parse(stored.bytes()))
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        Guard guard = ended(pod) ? Guard.NONE : pod.text("status", "phase").equals("Pending") ? Guard.UNCHANGED : guard(view, pod, writer, dryRun);
        String version = pod.resourceVersion();
        if (!dryRun) {
            version = Document.parse(writer.change("status", current -> marked(current, guard, pod))).resourceVersion();
        }
        boolean held = guard == Guard.UNCHANGED || !options.text("preconditions", "resourceVersion").isEmpty();
        ApiResponse deleted = writer.delete(held ? options.with(version, "preconditions", "resourceVersion") : options);
        return deleted.status() >= 400
                ? deleted
                : ApiResponse.json(201, Document.object("v1", "Status").edited(root -> root.put("status", "Success").put("code", 201).putObject("metadata")));
    }

    /// What a pod must still be when it is deleted.
    private enum Guard {
        NONE, UNCHANGED
    }

    private static boolean ended(Document pod) {
        return pod.terminating() || Set.of("Succeeded", "Failed").contains(pod.text("status", "phase"));
    }

    private Document marked(Document current, Guard guard, Document seen) {
        if (guard == Guard.UNCHANGED && !current.resourceVersion().equals(seen.resourceVersion())) {
            throw StatusException.conflict(new dev.marina.api.GroupResource("", "pods"), current.name(), "the pod has changed since it was looked at");
        }
        return current.edited(root -> {
            var conditions = root.withObjectProperty("status").withArrayProperty("conditions");
            for (int i = conditions.size() - 1; i >= 0; i--) {
                if (conditions.get(i).path("type").asText().equals("DisruptionTarget")) {
                    conditions.remove(i);
                }
            }
            conditions.addObject().put("type", "DisruptionTarget").put("status", "True").put("reason", "EvictionByEvictionAPI")
                    .put("message", "Eviction API: evicting")
                    .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        });
    }

    /// Takes one from the pod's budget. Throws `TooManyRequests` where there is nothing to take.
    private Guard guard(ClusterView view, Document pod, ObjectWriter writer, boolean dryRun) {
        List<Document> budgets = budgets(view, pod);
        if (budgets.size() > 1) {
            throw new StatusException(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                    StatusException.Details.NONE);
        }
        Optional<Document> budget = budgets.stream().findFirst();
        if (budget.isEmpty()) {
            return Guard.NONE;
        }
        if (!pod.holds("Ready") && mayGoUnhealthy(budget.get())) {
            return Guard.UNCHANGED;
        }
        if (dryRun) {
            DisruptionAllowance.take(budget.get(), pod.name(), clock.instant());
        } else {
            writer.change(BUDGETS, budget.get().name(), "status", current -> DisruptionAllowance.take(current, pod.name(), clock.instant()));
        }
        return Guard.NONE;
    }

    private static List<Document> budgets(ClusterView view, Document pod) {
        try (Stream<Stored> all = view.list(BUDGETS.groupResource(), pod.namespace())) {
            return all.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()))
                    .filter(budget -> budget.at("spec", "selector").isObject()
                            && SelectorRules.matches(budget.at("spec", "selector"), pod.at("metadata", "labels")))
                    .toList();
        }
    }

    private static boolean mayGoUnhealthy(Document budget) {
        JsonNode status = budget.at("status");
        long desired = status.path("desiredHealthy").asLong();
        return budget.text("spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow") || desired > 0 && status.path("currentHealthy").asLong() >= desired;
    }
}
