package dev.marina.scheduler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one cycle decided for a pod and why, as data: the console explains from it.
///
/// @param node where the pod goes, empty when it fits nowhere
/// @param prefilter why it fits nowhere whatever the nodes, or ""
/// @param rejectors names of the plugins that refused it, somewhere or altogether; empty where there was no node to refuse
/// @param nodes each plugin's verdict and score per node
public record Decision(Instant time, String namespace, String pod, Optional<String> node, String prefilter, Set<String> rejectors,
        Map<String, NodeVerdict> nodes) {

    /// @param filters verdicts in the order of the profile; the first misfit ends the list
    /// @param scores weighted score by plugin, empty for a node that does not fit
    public record NodeVerdict(Map<String, Fit> filters, Map<String, Integer> scores) {
        boolean fits() {
            return filters.values().stream().noneMatch(Fit.Misfit.class::isInstance);
        }

        int total() {
            return scores.values().stream().mapToInt(Integer::intValue).sum();
        }

        List<Fit.Misfit> misfits() {
            List<Fit.Misfit> misfits = new ArrayList<>();
            filters.values().forEach(fit -> {
                if (fit instanceof Fit.Misfit misfit) {
                    misfits.add(misfit);
                }
            });
            return misfits;
        }
    }

    /// Runs the profile over the nodes. Pure.
    static Decision of(Profile profile, Cycle cycle, Instant now) {
        for (SchedulerPlugin.PreFilter plugin : profile.of(SchedulerPlugin.PreFilter.class)) {
            Optional<String> refusal = plugin.prefilter(cycle);
            if (refusal.isPresent()) {
                return new Decision(now, cycle.pod().namespace(), cycle.pod().name(), Optional.empty(), refusal.get(), Set.of(plugin.name()), Map.of());
            }
        }
        Map<String, NodeVerdict> verdicts = new LinkedHashMap<>();
        Set<String> rejectors = new LinkedHashSet<>();
        List<NodeState> fitting = new ArrayList<>();
        for (NodeState node : cycle.nodes()) {
            Map<String, Fit> filters = filters(profile, cycle, node);
            NodeVerdict verdict = new NodeVerdict(filters, new LinkedHashMap<>());
            verdicts.put(node.name(), verdict);
            if (verdict.fits()) {
                fitting.add(node);
            } else {
                // the first misfit ends the list
                rejectors.add(List.copyOf(filters.keySet()).getLast());
            }
        }
        Cycle scoring = cycle.scoring(fitting);
        Optional<String> best = Optional.empty();
        int most = -1;
        for (NodeState node : fitting) {
            NodeVerdict verdict = verdicts.get(node.name());
            for (SchedulerPlugin.Score plugin : profile.of(SchedulerPlugin.Score.class)) {
                verdict.scores.put(plugin.name(), plugin.score(scoring, node) * plugin.weight());
            }
            if (verdict.total() > most) {
                most = verdict.total();
                best = Optional.of(node.name());
            }
        }
        return new Decision(now, cycle.pod().namespace(), cycle.pod().name(), best, "", Set.copyOf(rejectors), verdicts);
    }

    private static Map<String, Fit> filters(Profile profile, Cycle cycle, NodeState node) {
        Map<String, Fit> filters = new LinkedHashMap<>();
        for (SchedulerPlugin.Filter plugin : profile.of(SchedulerPlugin.Filter.class)) {
            Fit fit = plugin.filter(cycle, node);
            filters.put(plugin.name(), fit);
            if (fit instanceof Fit.Misfit) {
                break;
            }
        }
        return filters;
    }
}
