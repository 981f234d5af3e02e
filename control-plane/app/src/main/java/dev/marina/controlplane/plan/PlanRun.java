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
    private final Asker asker;
    private final PretendedPods pods;

    PlanRun(ClusterCopy copy, PlanRequest request, Identity who) {
        this.copy = copy;
        this.request = request;
        this.asker = new Asker(copy, who, request.namespace());
        this.pods = new PretendedPods(copy, request.podsBecomeReady());
    }

    Planned run(WaitReasons.Readable readable, PlanBounds bounds) throws InterruptedException {
        copy.exhaust();
        copy.changes().note();
        List<Planned.Applied> applied = new ArrayList<>();
        for (Document manifest : request.manifests()) {
            applied.add(asker.apply(manifest));
            if (FIRST.contains(manifest.kind())) {
                copy.exhaust();
            }
        }
        settle();
        List<Step> steps = copy.changes().noted().stream().map(Step::of).toList();
        return new Planned(applied, steps, copy.expense().over(), new CopyWaits(copy).of(steps, readable, bounds), copy.webhooks());
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
}
