package dev.marina.scheduler;

import java.util.List;

/// Whether a pod may run on a node, as one filter sees it.
public sealed interface Fit {

    Fit FITS = new Fits();

    record Fits() implements Fit {}

    /// @param reasons as they appear in the message of a pod that fits nowhere
    /// @param preemptionMayHelp whether the removal of pods could change it
    record Misfit(List<String> reasons, boolean preemptionMayHelp) implements Fit {}

    static Fit unresolvable(String reason) {
        return new Misfit(List.of(reason), false);
    }

    static Fit unschedulable(String reason) {
        return new Misfit(List.of(reason), true);
    }
}
