package dev.marina.scheduler;

import dev.marina.scheduler.extender.ExtenderRound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
/// @param scored names of the plugins whose scores verdicts have, in their order
/// @param nodes what was found of each node that was looked at
public record Decision(Instant time, String namespace, String pod, Optional<String> node, String prefilter, Set<String> rejectors, List<String> scored,
        Map<String, NodeVerdict> nodes) {

    /// What verdicts call them.
    private static final String EXTENDERS = "extenders";

    /// @param refusedBy the first plugin that refused the pod, or ""
    /// @param misfit what it said
    /// @param scores each multiplied by its weight; none of a node that does not fit
    public record NodeVerdict(String refusedBy, Optional<Fit.Misfit> misfit, int[] scores) {

        private static final int[] NONE = {};

        static NodeVerdict refused(String plugin, Fit.Misfit misfit) {
            return new NodeVerdict(plugin, Optional.of(misfit), NONE);
        }

        NodeVerdict plus(long score) {
            int[] more = Arrays.copyOf(scores, scores.length + 1);
            more[scores.length] = Math.toIntExact(Math.min(score, Integer.MAX_VALUE / 2));
            return new NodeVerdict(refusedBy, misfit, more);
        }

        int total() {
            int total = 0;
            for (int score : scores) {
                total += score;
            }
            return total;
        }
    }

    /// Where a search begins, and whom it leaves their room.
    ///
    /// @param start index of the node to begin with: another one each time, so that all have their turns
    record Search(int start, Nominations nominations) {}

    /// Runs the profile over the nodes until enough of them fit. Pure.
    static Decision of(Profile profile, Cycle cycle, Search search, Instant now) {
        for (SchedulerPlugin.PreFilter plugin : profile.preFilters()) {
            Optional<String> refusal = plugin.prefilter(cycle);
            if (refusal.isPresent()) {
                return new Decision(now, cycle.pod().namespace(), cycle.pod().name(), Optional.empty(), refusal.get(), Set.of(plugin.name()), List.of(),
                        Map.of());
            }
        }
        Map<String, NodeVerdict> verdicts = new LinkedHashMap<>();
        List<NodeState> fitting = fitting(profile, cycle, search, verdicts);
        Cycle scoring = cycle.scoring(fitting);
        // a single node is taken whatever its scores
        List<Profile.Scoring> scores = fitting.size() < 2 ? List.of() : profile.scores().stream().filter(each -> each.plugin().prefers(scoring)).toList();
        Optional<String> best = Optional.empty();
        int most = -1;
        for (NodeState node : fitting) {
            NodeVerdict verdict = new NodeVerdict("", Optional.empty(), scores(scores, scoring, node));
            verdicts.put(node.name(), verdict);
            int total = verdict.total();
            if (total > most) {
                most = total;
                best = Optional.of(node.name());
            }
        }
        Set<String> rejectors = new LinkedHashSet<>();
        verdicts.values().stream().filter(verdict -> verdict.misfit().isPresent()).forEach(verdict -> rejectors.add(verdict.refusedBy()));
        return new Decision(now, cycle.pod().namespace(), cycle.pod().name(), best, "", Set.copyOf(rejectors),
                scores.stream().map(each -> each.plugin().name()).toList(), verdicts);
    }

    /// The nodes that fit, the best first.
    List<String> best() {
        return nodes.entrySet().stream().filter(each -> each.getValue().misfit().isEmpty())
                .sorted(Comparator.comparingLong((Map.Entry<String, NodeVerdict> each) -> -each.getValue().total())).map(Map.Entry::getKey).toList();
    }

    /// The same after extenders have been asked about the nodes that fit.
    Decision extended(ExtenderRound.Answer answer) {
        Map<String, NodeVerdict> after = new LinkedHashMap<>();
        nodes.forEach((name, verdict) -> {
            if (verdict.misfit().isPresent()) {
                after.put(name, verdict);
            } else if (answer.nodes().containsKey(name)) {
                after.put(name, verdict.plus(answer.nodes().get(name)));
            } else {
                after.put(name,
                        NodeVerdict.refused(EXTENDERS, new Fit.Misfit(List.of(answer.refused().getOrDefault(name, "node(s) didn't pass extenders")), false)));
            }
        });
        List<String> named = new ArrayList<>(scored);
        named.add(EXTENDERS);
        Decision all = new Decision(time, namespace, pod, Optional.empty(), prefilter, rejectors, named, after);
        return new Decision(time, namespace, pod, all.best().stream().findFirst(), prefilter, all.best().isEmpty() ? Set.of() : rejectors, named, after);
    }

    /// @param verdicts here the others are noted
    private static List<NodeState> fitting(Profile profile, Cycle cycle, Search search, Map<String, NodeVerdict> verdicts) {
        Room room = Room.of(profile, cycle, search.nominations());
        // where room was made for the pod it goes, if it fits there by now
        Optional<NodeState> promised = search.nominations().of(cycle.pod().uid())
                .flatMap(name -> cycle.nodes().stream().filter(node -> node.name().equals(name)).findFirst());
        if (promised.isPresent() && room.refusal(promised.get()).isEmpty()) {
            return List.of(promised.get());
        }
        List<NodeState> fitting = new ArrayList<>();
        int all = cycle.nodes().size();
        int enough = profile.sample().of(all);
        for (int i = 0; i < all && fitting.size() < enough; i++) {
            NodeState node = cycle.nodes().get((search.start() + i) % all);
            room.refusal(node).ifPresentOrElse(refusal -> verdicts.put(node.name(), NodeVerdict.refused(refusal.plugin(), refusal.misfit())),
                    () -> fitting.add(node));
        }
        return fitting;
    }

    private static int[] scores(List<Profile.Scoring> plugins, Cycle cycle, NodeState node) {
        int[] scores = new int[plugins.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = plugins.get(i).plugin().score(cycle, node) * plugins.get(i).weight();
        }
        return scores;
    }
}
