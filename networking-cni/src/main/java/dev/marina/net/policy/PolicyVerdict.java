package dev.marina.net.policy;

import java.util.List;

/// What policies say of packets between a pod and an address, in one direction.
///
/// @param known whether what policies say of the pod is known; while it is not, the pod is closed
/// @param isolating policies that select the pod in this direction; none: everything is allowed
public record PolicyVerdict(boolean known, boolean allowed, List<Isolating> isolating) {

    static final PolicyVerdict OPEN = new PolicyVerdict(true, true, List.of());
    static final PolicyVerdict UNKNOWN = new PolicyVerdict(false, false, List.of());

    /// @param allows whether this one allows it; one is enough
    public record Isolating(PolicyName policy, boolean allows) {}
}
