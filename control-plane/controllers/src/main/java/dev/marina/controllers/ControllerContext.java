package dev.marina.controllers;

import dev.marina.api.ClusterClient;
import dev.marina.controllers.apiservice.DiscoveryCheck;
import dev.marina.controllers.engine.ClusterClock;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.EventRecorder;
import dev.marina.controllers.engine.Gate;
import dev.marina.controllers.engine.Services;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterStore;
import java.time.Clock;
import java.util.concurrent.Executor;

/// What the process gives to its controllers and its scheduler: one for both, so that they share gate, clock and decoded objects.
///
/// @param nodeSubnet addresses of nodes, such as `100.64.0.0/16`
/// @param discovery asks Services that serve further APIs
public record ControllerContext(ClusterStore store, ClusterClient client, ClusterProvisioning provisioning, ClusterClock clock, Gate gate,
        Decoder decoder, String nodeSubnet, DiscoveryCheck discovery) {

    public static ControllerContext of(ClusterStore store, ClusterClient client, ClusterProvisioning provisioning, String nodeSubnet,
            DiscoveryCheck discovery) {
        return new ControllerContext(store, client, provisioning, new ClusterClock(Clock.systemUTC()), new Gate(), new Decoder(), nodeSubnet,
                discovery);
    }

    /// What reconcilers share; `executor` runs writes of events.
    public Services services(Executor executor) {
        return new Services(store, client, clock, gate, decoder, new EventRecorder(client, decoder, clock, executor));
    }
}
