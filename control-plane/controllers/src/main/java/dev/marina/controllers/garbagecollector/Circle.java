package dev.marina.controllers.garbagecollector;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Objects that own each other in a circle and are all being deleted in the foreground would wait for each other for ever.
final class Circle {

    /// A larger one is not looked through.
    private static final int MOST = 1_000;

    private Circle() {}

    /// A dependent that its owner has to wait for.
    ///
    /// @param waits whether it waits for dependents of its own
    record Blocker(String uid, boolean waits) {}

    /// Whether an object waits for itself and for nothing that could end of its own accord.
    static boolean closed(String uid, Function<String, List<Blocker>> blockers) {
        boolean back = false;
        Set<String> seen = new HashSet<>(Set.of(uid));
        Deque<String> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            List<Blocker> each = blockers.apply(next.poll());
            if (each.isEmpty() || seen.size() > MOST || !each.stream().allMatch(Blocker::waits)) {
                return false;
            }
            for (Blocker blocker : each) {
                back |= blocker.uid().equals(uid);
                if (seen.add(blocker.uid())) {
                    next.add(blocker.uid());
                }
            }
        }
        return back;
    }
}
