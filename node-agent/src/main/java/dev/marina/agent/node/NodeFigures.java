package dev.marina.agent.node;

/// What a node has and uses, as its groups in the kernel and its disk say.
///
/// @param memoryInUse what could not be taken from its pods at once
/// @param diskBytes what its disk holds
/// @param processes and threads
record NodeFigures(long memoryBytes, long memoryInUse, long diskBytes, long diskFree, long mostProcesses, long processes) {}
