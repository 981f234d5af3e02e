package dev.marina.controllers.engine;

import dev.marina.api.ClusterClient;
import dev.marina.store.ClusterStore;

/// What every controller shares.
///
/// @param together how a turn's writes are carried out that do not depend on one another
public record Services(ClusterStore store, ClusterClient client, ClusterClock clock, Gate gate, Decoder decoder, EventRecorder events,
        Together together) {}
