package dev.marina.controlplane.plan;

import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.plan.Planned;
import dev.marina.controllers.engine.Types;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What does not proceed in a copy, and why.
record CopyWaits(ClusterCopy copy) {

    /// Of what was touched and is still there, and of all pods without a node.
    List<Planned.Waits> of(List<Step> steps, WaitReasons.Readable readable, PlanBounds bounds) {
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
            List<Document> reasons = of(object, readable);
            if (!reasons.isEmpty()) {
                waits.add(new Planned.Waits(object, reasons));
            }
        }
        return waits;
    }

    List<Document> of(ObjectKey object, WaitReasons.Readable readable) {
        return copy.reasons().stream().flatMap(each -> each.of(object, readable).stream()).toList();
    }
}
