package dev.marina.agent.cgroup;

/// What a group uses now.
///
/// @param memoryBytes that could not be taken from it at once
/// @param processes and threads
/// @param mostProcesses that it may have
public record GroupUse(long memoryBytes, long processes, long mostProcesses) {}
