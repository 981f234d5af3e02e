package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Services;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clusters that are held awake. Owned by the scheduler's thread.
final class Wakefulness {

    private static final Logger log = LoggerFactory.getLogger(Wakefulness.class);

    private final Services services;
    private final Map<ClusterId, AutoCloseable> awake = new HashMap<>();

    Wakefulness(Services services) {
        this.services = services;
    }

    /// Holds the cluster awake exactly while something of it will be tried.
    void hold(ClusterId cluster, boolean busy) {
        try {
            if (busy && !awake.containsKey(cluster)) {
                awake.put(cluster, services.store().keepAwake(cluster));
            } else if (!busy && awake.containsKey(cluster)) {
                awake.remove(cluster).close();
            }
        } catch (Exception e) {
            log.atDebug().addKeyValue("cluster", cluster).addKeyValue("why", e.getMessage()).log("cluster not held awake");
        }
    }
}
