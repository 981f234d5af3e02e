package dev.marina.scheduler;

import dev.marina.scheduler.Decision.NodeVerdict;
import dev.marina.scheduler.Room.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// What those plugins of a profile that look at one node alone said of each node for one class of pods. Asked again of a node that has changed since.
/// The answers are those that the plugins would give now. Owned by the scheduler's thread.
final class LocalVerdicts {

    private final Profile profile;
    private final List<NodeState> nodes;
    private final Verdict[] verdicts;
    /// Indices of the plugins whose scores `whole` verdicts have.
    private int[] wanted = {};

    /// Of one node at one revision.
    private static final class Verdict {
        private static final int UNASKED = -1;

        private final long revision;
        /// Null where all let the pod pass.
        private final Refusal refusal;
        /// In the order of the profile's.
        private final int[] scores;
        /// What comes of those scores that were wanted last.
        private NodeVerdict whole;

        Verdict(long revision, Refusal refusal, int plugins) {
            this.revision = revision;
            this.refusal = refusal;
            this.scores = new int[plugins];
            Arrays.fill(scores, UNASKED);
        }
    }

    LocalVerdicts(Profile profile, List<NodeState> nodes) {
        this.profile = profile;
        this.nodes = nodes;
        this.verdicts = new Verdict[nodes.size()];
    }

    /// Whether these are still the profile and the nodes.
    boolean holds(Profile now, List<NodeState> present) {
        return profile == now && nodes == present;
    }

    /// The first refusal by a plugin that looks at the node alone; null where none of them refuses.
    ///
    /// @param index of the node among the cycle's
    /// @param filters those that have something to say of the pod
    Refusal refusal(int index, Cycle cycle, List<SchedulerPlugin.Filter> filters) {
        return verdict(index, cycle, filters).refusal;
    }

    /// What such a plugin thinks of a node that it has let pass.
    ///
    /// @param index of the node among the cycle's
    /// @param plugin index among the profile's
    int score(int index, Cycle cycle, int plugin) {
        int[] scores = verdicts[index].scores;
        if (scores[plugin] == Verdict.UNASKED) {
            scores[plugin] = profile.scores().get(plugin).plugin().score(cycle, nodes.get(index));
        }
        return scores[plugin];
    }

    /// The verdict on a node that fits, where plugins that look at the node alone are all that is asked.
    ///
    /// @param plugins indices among the profile's
    /// @param anew makes it out of [#score]
    NodeVerdict verdict(int index, int[] plugins, Supplier<NodeVerdict> anew) {
        if (!Arrays.equals(plugins, wanted)) {
            wanted = plugins;
            for (Verdict each : verdicts) {
                if (each != null) {
                    each.whole = null;
                }
            }
        }
        Verdict verdict = verdicts[index];
        if (verdict.whole == null) {
            verdict.whole = anew.get();
        }
        return verdict.whole;
    }

    private Verdict verdict(int index, Cycle cycle, List<SchedulerPlugin.Filter> filters) {
        NodeState node = nodes.get(index);
        Verdict known = verdicts[index];
        if (known == null || known.revision != node.revision()) {
            known = new Verdict(node.revision(), first(cycle, node, filters), profile.scores().size());
            verdicts[index] = known;
        }
        return known;
    }

    private static Refusal first(Cycle cycle, NodeState node, List<SchedulerPlugin.Filter> filters) {
        for (SchedulerPlugin.Filter plugin : filters) {
            if (plugin.filtersByNodeAlone() && plugin.filter(cycle, node) instanceof Fit.Misfit misfit) {
                return new Refusal(plugin.name(), misfit);
            }
        }
        return null;
    }
}
