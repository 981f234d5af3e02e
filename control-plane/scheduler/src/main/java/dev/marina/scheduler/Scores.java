package dev.marina.scheduler;

import dev.marina.scheduler.Decision.NodeVerdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Asks the plugins of one cycle what they think of a node, or remembers what they thought for a pod like this one.
final class Scores {

    private static final int ANEW = -1;

    private final List<Profile.Scoring> plugins;
    private final Optional<LocalVerdicts> known;
    /// Of each plugin its index among the profile's, or ANEW.
    private final int[] remembered;
    private final boolean allRemembered;

    /// @param plugins those of the profile that prefer one node to another
    Scores(Profile profile, List<Profile.Scoring> plugins, Optional<LocalVerdicts> known) {
        this.plugins = plugins;
        this.known = known;
        this.remembered = plugins.stream().mapToInt(each -> known.isPresent() && each.plugin().scoresByNodeAlone() ? profile.scores().indexOf(each) : ANEW)
                .toArray();
        this.allRemembered = known.isPresent() && Arrays.stream(remembered).noneMatch(each -> each == ANEW);
    }

    /// A node that fits.
    ///
    /// @param index of the node among the cycle's
    NodeVerdict of(Cycle cycle, int index, NodeState node) {
        return allRemembered
                ? known.orElseThrow().verdict(index, remembered, () -> NodeVerdict.fits(asked(cycle, index, node)))
                : NodeVerdict.fits(asked(cycle, index, node));
    }

    /// Of each plugin, multiplied by its weight.
    private int[] asked(Cycle cycle, int index, NodeState node) {
        int[] scores = new int[remembered.length];
        for (int i = 0; i < scores.length; i++) {
            Profile.Scoring each = plugins.get(i);
            int score = remembered[i] == ANEW ? each.plugin().score(cycle, node) : known.orElseThrow().score(index, cycle, remembered[i]);
            scores[i] = score * each.weight();
        }
        return scores;
    }
}
