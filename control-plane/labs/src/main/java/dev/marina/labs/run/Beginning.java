package dev.marina.labs.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.labs.content.Manifest;
import dev.marina.labs.content.Step;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.Grading;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Makes what a lab begins with, and brings it back.
record Beginning(RunWrites writes) {

    static final int MOST_RUNS = 10;

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final Set<GroupResource> EVENTS = Set.of(new GroupResource("", "events"), new GroupResource("events.k8s.io", "events"));
    /// What every namespace has.
    private static final Set<String> EVERYWHERE = Set.of("serviceaccounts/default", "configmaps/kube-root-ca.crt");
    /// What others make and take away again.
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration REFUSED = Duration.ofSeconds(2);

    /// Empty when everything is there.
    Optional<Outcome> begin() {
        LabRun run = writes.run();
        ClusterImage image = writes.turn().snapshot().image();
        if (run.phase().isEmpty() && !LabRun.ofExam(run.document()) && begun(image) >= MOST_RUNS) {
            return Optional.of(refuse(new Texts("The cluster has %d runs of labs already.".formatted(MOST_RUNS), "集群里已经有 %d 个实验在进行。".formatted(MOST_RUNS))));
        }
        Optional<Stored> namespace = image.find(new ObjectKey(image.cluster(), NAMESPACES, "", run.namespace()));
        if (namespace.filter(stored -> !stored.fields().owners().contains(run.document().uid())).isPresent()) {
            // of a former run of this name it may be on its way out
            return Optional.of(namespace.get().fields().terminating()
                    ? wait(new Texts("Namespace %s is still being deleted.".formatted(run.namespace()), "命名空间 %s 还在删除中。".formatted(run.namespace())),
                            Duration.ofMillis(200))
                    : refuse(new Texts("There is a namespace %s already.".formatted(run.namespace()), "命名空间 %s 已经存在。".formatted(run.namespace()))));
        }
        if (namespace.isEmpty()) {
            writes.place();
        }
        return make(List.of());
    }

    private long begun(ClusterImage image) {
        try (Stream<Stored> runs = image.list(RunSource.RUNS, "")) {
            return runs.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()))
                    .filter(run -> run.has("status", "startedAt") && !LabRun.ofExam(run)).count();
        }
    }

    private Outcome refuse(Texts why) {
        writes.status(status -> status.put("phase", "Refused").set("message", why.json()));
        return Outcome.SETTLED;
    }

    private Outcome wait(Texts why, Duration delay) {
        writes.status(status -> {
            if (status.path("phase").asText("").isEmpty()) {
                status.put("phase", "Starting");
            }
            status.set("message", why.json());
        });
        return Outcome.recheckAfter(delay);
    }

    /// The start, and what the steps before have made.
    private Optional<Outcome> make(List<Step> before) {
        LabRun run = writes.run();
        ClusterImage image = writes.turn().snapshot().image();
        boolean prepared = image.find(new ObjectKey(image.cluster(), ACCOUNTS, run.namespace(), "default")).isPresent()
                && image.find(new ObjectKey(image.cluster(), CONFIG_MAPS, run.namespace(), "kube-root-ca.crt")).isPresent();
        if (!prepared) {
            // pods are refused without an account
            return Optional.of(wait(new Texts("The namespace is being prepared.", "正在准备命名空间。"), SOON));
        }
        try {
            writes.bind();
            Stream.concat(run.lab().start().stream(), before.stream().flatMap(step -> step.state().stream()))
                    .forEach(manifest -> make(manifest, run));
            return Optional.empty();
        } catch (StatusException e) {
            return Optional.of(wait(new Texts("What the lab begins with cannot be made: " + e.getMessage(), "无法创建实验的初始内容：" + e.getMessage()), REFUSED));
        }
    }

    void make(Manifest manifest, LabRun run) {
        manifest.filled(run.filling()).forEach(writes::create);
    }

    /// Takes away what is in the run's namespace, then makes the start and what the steps before the wanted one have made.
    Optional<Outcome> reset() {
        LabRun run = writes.run();
        List<Stored> rest = content(writes.turn().snapshot().image(), run);
        rest.stream().filter(stored -> !stored.fields().terminating() || stored.key().resource().equals(PODS))
                .filter(stored -> !controlled(stored))
                .forEach(stored -> writes.delete(stored, stored.key().resource().equals(PODS)));
        content(writes.turn().snapshot().image(), run).stream().filter(stored -> stored.fields().terminating()).forEach(writes::release);
        List<Stored> left = content(writes.turn().snapshot().image(), run).stream().filter(stored -> !EVENTS.contains(stored.key().resource()))
                .toList();
        if (!left.isEmpty()) {
            String names = String.join(", ", left.stream().limit(5).map(stored -> stored.key().resource().resource() + "/" + stored.key().name()).toList());
            if (!run.phase().equals("Resetting")) {
                return Optional.of(resetting(new Texts("What is there is being removed: " + names, "正在删除现有内容：" + names)));
            }
            return Optional.of(Outcome.recheckAfter(SOON));
        }
        String wanted = run.document().text("spec", "reset", "step");
        List<Step> before = new ArrayList<>();
        for (Step step : run.lab().steps()) {
            if (wanted.isEmpty() || step.id().equals(wanted)) {
                break;
            }
            before.add(step);
        }
        return make(before.size() == run.lab().steps().size() ? List.of() : before);
    }

    private Outcome resetting(Texts what) {
        writes.status(status -> status.put("phase", "Resetting").set("message", what.json()));
        return Outcome.recheckAfter(SOON);
    }

    /// What is in the namespaces of the run, and what it has made outside of namespaces.
    private static List<Stored> content(ClusterImage image, LabRun run) {
        List<Stored> own = image.ownedBy(run.document().uid()).filter(stored -> !stored.opaque() && stored.key().namespace().isEmpty()).toList();
        Stream<Stored> within = own.stream().filter(stored -> stored.key().resource().equals(NAMESPACES))
                .flatMap(namespace -> image.resources().stream().flatMap(resource -> objects(image, resource, namespace.key().name()).stream()));
        return Stream.concat(within, own.stream().filter(stored -> !stored.key().name().equals(run.namespace()))).toList();
    }

    private static List<Stored> objects(ClusterImage image, GroupResource resource, String namespace) {
        try (Stream<Stored> objects = image.list(resource, namespace)) {
            return objects.filter(stored -> !stored.opaque() && stored.key().namespace().equals(namespace)
                    && !EVERYWHERE.contains(stored.key().resource() + "/" + stored.key().name())).toList();
        }
    }

    /// Whoever made it takes it away, and would make it again. Pods are not waited for.
    private static boolean controlled(Stored stored) {
        return !stored.key().resource().equals(PODS) && Document.parse(stored.bytes()).controller().isPresent();
    }

    /// Everything is there: from now on it is graded.
    void begun() {
        LabRun run = writes.run();
        String version = writes.turn().snapshot().image().version().toString();
        String now = seconds(writes.turn().now());
        Document fresh = Grading.forgotten(run.document()).edited(root -> {
            ObjectNode status = root.withObjectProperty("status");
            status.remove("message");
            status.put("phase", "Running").put("namespace", run.namespace()).put("version", version).put("fromVersion", version);
            if (!status.has("startedAt")) {
                status.put("startedAt", now);
            }
            ObjectNode values = status.putObject("values");
            run.filling().values().forEach(values::put);
            if (run.wantsReset()) {
                status.putObject("reset").put("number", run.document().at("spec", "reset", "number").asLong()).put("at", now);
            }
        });
        writes.status(Document.of((ObjectNode) fresh.at("status")));
    }

    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
