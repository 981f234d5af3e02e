package dev.marina.controllers.engine;

import dev.marina.api.ClusterClient;
import dev.marina.store.ClusterStore;

/// What every controller shares.
public record Services(ClusterStore store, ClusterClient client, ClusterClock clock, Gate gate, Decoder decoder, EventRecorder events) {}
