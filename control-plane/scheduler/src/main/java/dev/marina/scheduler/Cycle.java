package dev.marina.scheduler;

import dev.marina.controllers.engine.Snapshot;
import java.util.List;

/// One attempt to find a node for one pod.
///
/// @param nodes the nodes there are
/// @param snapshot the cluster at the same time, for volumes
public record Cycle(PodFacts pod, List<NodeState> nodes, Snapshot snapshot) {}
