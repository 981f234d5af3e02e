package dev.marina.api;

/// Who made a change and why: every write in the log carries one.
///
/// @param actor the user name that authorization saw, such as `system:serviceaccount:kube-system:replicaset-controller`
public record Origin(String actor, Cause cause) {}
