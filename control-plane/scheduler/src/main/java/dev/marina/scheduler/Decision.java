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
import java.util.stream.IntStream;

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
    /// @param total of the scores
    public record NodeVerdict(String refusedBy, Optional<Fit.Misfit> misfit, int[] scores, int total) {

        private static final int[] NONE = {};

        static NodeVerdict refused(String plugin, Fit.Misfit misfit) {
            return new NodeVerdict(plugin, Optional.of(misfit), NONE, 0);
        }

        static NodeVerdict fits(int[] scores) {
            return new NodeVerdict("", Optional.empty(), scores, sum(scores));
        }

        NodeVerdict plus(long score) {
            int[] more = Arrays.copyOf(scores, scores.length + 1);
            more[scores.length] = Math.toIntExact(Math.min(score, Integer.MAX_VALUE / 2));
            return new NodeVerdict(refusedBy, misfit, more, sum(more));
        }

        private static int sum(int[] scores) {
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
    /// @param known what was found before for pods like this one
    record Search(int start, Nominations nominations, Optional<LocalVerdicts> known) {

        Search(int start, Nominations nominations) {
            this(start, nominations, Optional.empty());
        }
    }

    /// A node that may fit.
    ///
    /// @param index among the cycle's
    private record Fitting(int index, NodeState node) {}

    /// Runs the profile over the nodes until enough of them fit. Pure.
    static Decision of(Profile profile, Cycle cycle, Search search, Instant now) {
        for (SchedulerPlugin.PreFilter plugin : profile.preFilters()) {
            Optional<String> refusal = plugin.prefilter(cycle);
            if (refusal.isPresent()) {
                return new Decision(now, cycle.pod().namespace(), cycle.pod().name(), Optional.empty(), refusal.get(), Set.of(plugin.name()), List.of(),
                        Map.of());
            }
        }
        NodeVerdicts verdicts = new NodeVerdicts(profile.sample().of(cycle.nodes().size()));
        Set<String> rejectors = new LinkedHashSet<>();
        List<Fitting> fitting = fitting(profile, cycle, search, verdicts, rejectors);
        Cycle scoring = cycle.scoring(nodes(fitting));
        // a single node is taken whatever its scores
        List<Profile.Scoring> scores = fitting.size() < 2 ? List.of() : profile.scores().stream().filter(each -> each.plugin().prefers(scoring)).toList();
        NodeState best = null;
        int most = -1;
        Scores given = new Scores(profile, scores, search.known());
        for (Fitting each : fitting) {
            NodeState node = each.node();
            NodeVerdict verdict = given.of(scoring, each.index(), node);
            verdicts.add(node.name(), verdict);
            int total = verdict.total();
            if (total > most) {
                most = total;
                best = node;
            }
        }
        return new Decision(now, cycle.pod().namespace(), cycle.pod().name(), Optional.ofNullable(best).map(NodeState::name), "", Set.copyOf(rejectors),
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

    private static List<NodeState> nodes(List<Fitting> fitting) {
        List<NodeState> nodes = new ArrayList<>(fitting.size());
        for (Fitting each : fitting) {
            nodes.add(each.node());
        }
        return nodes;
    }

    private static Optional<Fitting> fitting(List<NodeState> nodes, String name) {
        return IntStream.range(0, nodes.size()).filter(index -> nodes.get(index).name().equals(name)).mapToObj(index -> new Fitting(index, nodes.get(index)))
                .findFirst();
    }

    /// Of the few nodes that a filter leaves those that fit: a search through all finds them too, and no others. None where there is none of them, so that it is
    /// looked why.
    private static List<Fitting> named(Cycle cycle, Room room, int start) {
        Optional<Set<String>> names = room.filters().stream().flatMap(filter -> filter.only(cycle).stream()).findFirst()
                .filter(few -> few.size() <= Sample.LEAST);
        if (names.isEmpty()) {
            return List.of();
        }
        int all = cycle.nodes().size();
        return IntStream.range(0, all).map(i -> (start + i) % all)
                .filter(index -> names.get().contains(cycle.nodes().get(index).name()) && room.refusal(index).isEmpty())
                .mapToObj(index -> new Fitting(index, cycle.nodes().get(index))).toList();
    }

    /// @param verdicts here the others are noted
    /// @param rejectors here those who refused them
    private static List<Fitting> fitting(Profile profile, Cycle cycle, Search search, NodeVerdicts verdicts, Set<String> rejectors) {
        Room room = Room.of(profile, cycle, search.nominations(), search.known());
        // where room was made for the pod it goes, if it fits there by now
        Optional<Fitting> promised = search.nominations().of(cycle.pod().uid()).flatMap(name -> fitting(cycle.nodes(), name));
        if (promised.isPresent() && room.refusal(promised.get().index()).isEmpty()) {
            return List.of(promised.get());
        }
        List<Fitting> named = named(cycle, room, search.start());
        if (!named.isEmpty()) {
            return named;
        }
        int all = cycle.nodes().size();
        int enough = profile.sample().of(all);
        List<Fitting> fitting = new ArrayList<>(enough);
        // one after the other is mostly refused for one reason
        Room.Refusal last = null;
        NodeVerdict refused = null;
        int index = all == 0 ? 0 : search.start() % all;
        for (int looked = 0; looked < all && fitting.size() < enough; looked++) {
            NodeState node = cycle.nodes().get(index);
            Room.Refusal refusal = room.refusal(index).orElse(null);
            if (refusal == null) {
                fitting.add(new Fitting(index, node));
            } else {
                if (last == null || last.misfit() != refusal.misfit() || !last.plugin().equals(refusal.plugin())) {
                    last = refusal;
                    refused = NodeVerdict.refused(refusal.plugin(), refusal.misfit());
                    rejectors.add(refusal.plugin());
                }
                verdicts.add(node.name(), refused);
            }
            index = index + 1 == all ? 0 : index + 1;
        }
        return fitting;
    }

}
