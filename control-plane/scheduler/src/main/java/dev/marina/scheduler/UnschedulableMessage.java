package dev.marina.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The sentence about a pod that fits nowhere, as Kubernetes 1.36 writes it.
final class UnschedulableMessage {

    /// What is said of a pod that has no claims of devices.
    static final String NO_CLAIMS = "no new claims to deallocate";

    private UnschedulableMessage() {}

    /// @param devices what became of the claims of devices that the pod has
    static String of(Decision decision, Preemption preemption, int nodes, String devices) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        StringBuilder message = new StringBuilder("0/%d nodes are available:".formatted(nodes));
        if (!decision.prefilter().isEmpty()) {
            message.append(' ').append(decision.prefilter()).append('.');
        } else {
            List<String> reasons = new ArrayList<>();
            decision.nodes().values().forEach(verdict -> verdict.misfit().ifPresent(misfit -> reasons.addAll(misfit.reasons())));
            message.append(' ').append(histogram(reasons)).append('.');
        }
        if (preemption.choice().isPresent()) {
            return message.toString();
        }
        message.append(' ').append(devices).append(", preemption: ");
        if (!preemption.notEligible().isEmpty()) {
            return message.append(preemption.notEligible()).append('.').toString();
        }
        List<String> reasons = preemption.reasons().values().stream().flatMap(List::stream).toList();
        return message.append("0/%d nodes are available: %s.".formatted(nodes, histogram(reasons))).toString();
    }

    /// Of a pod that had its node already.
    static String rejected(String why) {
        return "0/1 nodes are available: 1 %s.".formatted(why);
    }

    /// `1 Too many pods, 2 Insufficient cpu`: sorted as text.
    private static String histogram(Collection<String> reasons) {
        Map<String, Integer> counts = new TreeMap<>();
        reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
        return String.join(", ", counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).sorted().toList());
    }
}
