package dev.marina.net.policy;

/// What one tenant node may take of the kernel for its policies. What is beyond is not allowed.
///
/// @param clausesPerPod alternatives in one direction
/// @param clauses of all pods together, equal ones counted once
/// @param members of all sets together
public record PolicyLimits(int clausesPerPod, int clauses, int members) {

    public static final PolicyLimits STANDARD = new PolicyLimits(2_000, 5_000, 200_000);
}
