package dev.marina.controlplane.plan;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.plan.PlanRequest;
import dev.marina.apiserver.plan.Planned;
import dev.marina.controllers.engine.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One plan, in its copy: what was under way comes to rest, the manifests are applied, and everything that follows happens.
final class PlanRun {

    private static final Duration TICK = Duration.ofSeconds(1);
    /// What has to be known before what comes next can be applied.
    private static final Set<String> FIRST = Set.of("Namespace", "CustomResourceDefinition");

    private final ClusterCopy copy;
    private final PlanRequest request;
    private final ClusterClient asker;
    private final Call call;
    private final PretendedPods pods;

    PlanRun(ClusterCopy copy, PlanRequest request, Identity who) {
        this.copy = copy;
        this.request = request;
        this.asker = copy.server().clientOf(who);
        this.call = new Call(copy.cluster(), who.user(), Cause.request("plan"));
        this.pods = new PretendedPods(copy, request.podsBecomeReady());
    }

    Planned run(WaitReasons.Readable readable, PlanBounds bounds) throws InterruptedException {
        copy.exhaust();
        copy.changes().note();
        List<Planned.Applied> applied = new ArrayList<>();
        for (Document manifest : request.manifests()) {
            applied.add(apply(manifest));
            if (FIRST.contains(manifest.kind())) {
                copy.exhaust();
            }
        }
        settle();
        List<Step> steps = copy.changes().noted().stream().map(Step::of).toList();
        return new Planned(applied, steps, copy.expense().over(), waits(steps, readable, bounds), copy.webhooks());
    }

    private void settle() throws InterruptedException {
        copy.exhaust();
        while (copy.expense().over().isEmpty()) {
            if (!pods.progress()) {
                if (copy.clock().passed().compareTo(request.time()) >= 0) {
                    return;
                }
                copy.clock().advance(TICK);
            }
            copy.exhaust();
        }
    }

    /// As the asker, with what they may do.
    private Planned.Applied apply(Document manifest) {
        String namespace = manifest.namespace().isEmpty() ? request.namespace() : manifest.namespace();
        boolean generated = manifest.name().isEmpty();
        String name = generated ? manifest.text("metadata", "generateName") : manifest.name();
        try {
            copy.expense().require();
            ServedKind kind = kind(manifest);
            Document placed = kind.namespaced() ? manifest.with(namespace, "metadata", "namespace") : manifest;
            Document result = generated
                    ? asker.create(call, kind.resource(), placed)
                    : asker.patch(call, kind.resource(), placed.namespace(), name, "", PatchType.APPLY, placed.without("metadata", "managedFields").bytes());
            return new Planned.Applied(manifest.apiVersion(), manifest.kind(), placed.namespace(), result.name(), result.text("metadata", "resourceVersion"),
                    Optional.empty());
        } catch (StatusException e) {
            return new Planned.Applied(manifest.apiVersion(), manifest.kind(), manifest.namespace(), name, "", Optional.of(e.getMessage()));
        }
    }

    /// The type that the manifest names, in the version that it names.
    private ServedKind kind(Document manifest) {
        String apiVersion = manifest.apiVersion();
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        ServedKind found = copy.server().reads().kind(copy.cluster(), group, manifest.kind()).orElseThrow(() -> new StatusException(404, "NotFound",
                "no matches for kind \"%s\" in version \"%s\"".formatted(manifest.kind(), apiVersion), StatusException.Details.NONE));
        return new ServedKind(new GroupVersionResource(group, apiVersion.substring(slash + 1), found.resource().resource()), found.namespaced(),
                found.scales());
    }

    /// Of what was touched and is still there, and of all pods without a node.
    private List<Planned.Waits> waits(List<Step> steps, WaitReasons.Readable readable, PlanBounds bounds) {
        Set<ObjectKey> asked = new LinkedHashSet<>();
        Stream.concat(steps.stream().map(Step::key), copy.snapshot().list(Types.PODS, "").stream().filter(pod -> pod.getSpec().getNodeName() == null)
                .map(pod -> Types.PODS.key(copy.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName())))
                .filter(readable::may).limit(bounds.changes()).forEach(asked::add);
        List<Planned.Waits> waits = new ArrayList<>();
        long end = System.nanoTime() + bounds.time().toNanos();
        for (ObjectKey object : asked) {
            if (waits.size() == bounds.waits() || System.nanoTime() - end >= 0) {
                break;
            }
            List<Document> reasons = copy.reasons().stream().flatMap(each -> each.of(object, readable).stream()).toList();
            if (!reasons.isEmpty()) {
                waits.add(new Planned.Waits(object, reasons));
            }
        }
        return waits;
    }
}
