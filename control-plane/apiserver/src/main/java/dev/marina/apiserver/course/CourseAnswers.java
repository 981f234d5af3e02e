package dev.marina.apiserver.course;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.CostlyQuestions;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.endpoint.Watchers;
import dev.marina.apiserver.explanation.CausalChain;
import dev.marina.apiserver.explanation.ExplanationTarget;
import dev.marina.apiserver.explanation.ReadableObjects;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.PastChange;
import dev.marina.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Answers which way one write took: through the server, and on through all that it caused. Whoever may get the object may ask; of other objects they
/// learn what they may get. One question of a cluster is answered at a time, and a few of all: each reads a log.
public final class CourseAnswers {

    public static final String LAST = "course";

    /// Who may read them may know by which of them somebody else was allowed something.
    private static final GroupResource BINDINGS = new GroupResource("rbac.authorization.k8s.io", "clusterrolebindings");
    private static final int MOST_CHANGES = 20_000;
    private static final String REQUEST = "request/";

    private final ClusterViews views;
    private final TypeMachinery types;
    private final Authorizer authorizer;
    private final Courses courses;
    private final Watchers watchers;
    private final CostlyQuestions questions = new CostlyQuestions("another write of this cluster is being followed",
            "writes of several clusters are being followed");

    public CourseAnswers(ClusterViews views, TypeMachinery types, Authorizer authorizer, Courses courses, Watchers watchers) {
        this.views = views;
        this.types = types;
        this.authorizer = authorizer;
        this.courses = courses;
        this.watchers = watchers;
    }

    /// Answers what is asked for a course; everything else is `next`'s.
    public ApiHandler before(ApiHandler next) {
        return request -> ExplanationTarget.asked(request, LAST) && request.target() instanceof Target.Resource target && target.subresource().isEmpty()
                && !target.name().isEmpty() ? alone(request, target) : next.handle(request);
    }

    private ApiResponse alone(ApiRequest request, Target.Resource target) {
        return questions.answer(request.clusterId(), () -> ApiResponse.json(200, follow(request, target)));
    }

    /// Of the object that the request is authorized to get.
    private Document follow(ApiRequest request, Target.Resource target) {
        ResourceDefinition definition = types.registry(request.requireCluster()).find(target.resource()).orElseThrow(StatusException::notServed);
        ClusterView view = views.current(request.requireCluster());
        ObjectKey key = new ObjectKey(view.cluster(), definition.stored().groupResource(), definition.namespaced() ? target.namespace() : "", target.name());
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        Step root = root(CausalChain.of(views.store(), stored).steps(), key, asked(request));
        List<PastChange> log = new ArrayList<>();
        boolean whole = views.store().past(view.cluster(), change -> {
            log.add(change);
            return log.size() < MOST_CHANGES;
        });
        Consequences consequences = Consequences.of(log, root.version());
        ReadableObjects readable = new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of(key));
        return Document.object("marina.dev/v1", "Course").edited(answer -> {
            ObjectNode metadata = answer.putObject("metadata").put("name", target.name());
            if (!key.namespace().isEmpty()) {
                metadata.put("namespace", key.namespace());
            }
            answer.put("version", root.version().toString());
            boolean visible = readable.may(root.key());
            answer.set("request", visible ? recorded(view.cluster(), root, readable.may(new ObjectKey(view.cluster(), BINDINGS, "", "*"))) : hidden());
            if (visible) {
                answer.set("watchers", watching(view.cluster(), root));
            }
            tell(answer, consequences, readable);
            answer.put("complete", consequences.complete() && (whole || log.size() < MOST_CHANGES));
        });
    }

    private static OptionalLong asked(ApiRequest request) {
        String version = request.query().text("version");
        if (version.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = version.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(version)) : OptionalLong.empty();
        if (number.isEmpty()) {
            throw StatusException.badRequest("version is \"%s\"; it must be the version of a change that led to the object".formatted(version));
        }
        return number;
    }

    /// The change that was asked for; else the newest that a request made of the object itself; else what everything began with, as far as is known.
    private static Step root(List<Step> chain, ObjectKey key, OptionalLong asked) {
        if (asked.isPresent()) {
            return chain.stream().filter(step -> step.version().value() == asked.getAsLong()).findFirst().orElseThrow(() -> new StatusException(404, "NotFound",
                    "no change of version %d is known to have led to the object".formatted(asked.getAsLong()), StatusException.Details.EMPTY));
        }
        return chain.reversed().stream().filter(step -> step.key().equals(key) && byRequest(step)).findFirst()
                .or(() -> chain.stream().filter(CourseAnswers::byRequest).findFirst()).orElse(chain.getFirst());
    }

    private static boolean byRequest(Step step) {
        return step.value().origin().cause().value().startsWith(REQUEST);
    }

    private static ObjectNode hidden() {
        return Document.mapper().createObjectNode().put("recorded", false).put("reason", "Hidden");
    }

    /// What was noted of the request; it is kept in memory, and not of the platform's own.
    ///
    /// @param rights whether the asker may know of others' rights, and what they work with
    private ObjectNode recorded(ClusterId cluster, Step root, boolean rights) {
        String cause = root.value().origin().cause().value();
        ObjectNode request = Document.mapper().createObjectNode().put("actor", root.value().origin().actor()).put("cause", cause);
        if (!cause.startsWith(REQUEST)) {
            return request.put("recorded", false).put("reason", "NoRequest").put("message", "the change was not asked for by a request of somebody's");
        }
        Optional<byte[]> kept = courses.find(cluster, cause.substring(REQUEST.length()));
        if (kept.isEmpty()) {
            return request.put("recorded", false).put("reason", "NotKept").put("message",
                    "the way through the server is kept of the latest writes of people and workloads, until the server ends");
        }
        try {
            request.setAll((ObjectNode) Document.mapper().readTree(kept.get()));
        } catch (IOException e) {
            throw new UncheckedIOException("what was written here cannot be read", e);
        }
        if (!rights) {
            request.remove(List.of("agent", "annotations"));
            request.path("stages").forEach(stage -> {
                if (stage.path("stage").asText().equals("Authorization")) {
                    ((ObjectNode) stage).remove("message");
                }
            });
        }
        return request.put("recorded", true);
    }

    /// Where those who watch the type are now. When each of them was told is noted nowhere.
    private ObjectNode watching(ClusterId cluster, Step root) {
        GroupResource type = root.key().resource();
        List<Watchers.Watcher> all = watchers.of(cluster).stream().filter(watcher -> watcher.resource().equals(type)).toList();
        return Document.mapper().createObjectNode().put("count", all.size())
                .put("reached", all.stream().filter(watcher -> !root.version().isAfter(watcher.position())).count()).put("timesRecorded", false);
    }

    private static void tell(ObjectNode answer, Consequences consequences, ReadableObjects readable) {
        ArrayNode steps = answer.putArray("steps");
        Map<ResourceVersion, Instant> times = new HashMap<>();
        for (Step step : consequences.steps()) {
            ObjectNode node = steps.addObject();
            step.show(node, readable);
            Instant time = step.value().changed();
            times.put(step.version(), time);
            step.because().map(times::get).ifPresent(cause -> node.put("afterMicros", Math.max(0, Duration.between(cause, time).toNanos() / 1000)));
            if (readable.may(step.key())) {
                node.put("stage", stage(step));
                List<String> reached = Milestones.of(step);
                if (!reached.isEmpty()) {
                    reached.forEach(node.putArray("reached")::add);
                }
            }
        }
    }

    /// Who made it, as a station on the way.
    private static String stage(Step step) {
        String actor = step.value().origin().actor();
        if (actor.startsWith("system:node:")) {
            return "Node";
        }
        if (actor.equals("system:kube-scheduler")) {
            return "Scheduler";
        }
        if (!actor.startsWith("system:serviceaccount:kube-system:")) {
            return actor.equals("system:apiserver") ? "Server" : "Request";
        }
        return step.key().resource().resource().startsWith("endpoint") ? "Endpoints" : "Controller";
    }
}
