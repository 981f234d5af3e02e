package dev.marina.scheduler;

/// What one cycle found, of the nodes as they are taken now.
record Tried(Profile profile, Cycle cycle, Decision.Search search, Decision decision) {}
