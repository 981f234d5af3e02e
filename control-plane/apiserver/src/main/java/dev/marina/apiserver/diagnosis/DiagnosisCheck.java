package dev.marina.apiserver.diagnosis;

import java.util.List;
import java.util.stream.Stream;

/// Looks for one thing. Pure.
@FunctionalInterface
interface DiagnosisCheck {

    /// The worst first.
    List<DiagnosisCheck> ALL = List.of(new UnreadyNodes(), new DeadWebhooks(), new DeadApis(), new UnhappyPods(), new BlockingBudgets(), new OldVersions(),
            new DeadServices(), new StuckNamespaces());

    Stream<Finding> of(DiagnosedObjects objects);
}
