package dev.marina.scheduler;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.config.SchedulerConfiguration;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which schedulers clusters have: the standard one, unless their owners have said otherwise. What cannot be read changes nothing, and
/// an event says why. Changed by the scheduler's thread, read from any.
final class Configurations {

    private final Services services;
    private final Map<ClusterId, Schedulers> known = new ConcurrentHashMap<>();

    Configurations(Services services) {
        this.services = services;
    }

    Schedulers of(ClusterId cluster) {
        return known.getOrDefault(cluster, Schedulers.STANDARD);
    }

    void drop(ClusterId cluster) {
        known.remove(cluster);
    }

    void loaded(Snapshot snapshot) {
        if (!known.containsKey(snapshot.cluster())) {
            snapshot.find(Types.CONFIG_MAPS, SchedulerConfiguration.NAMESPACE, SchedulerConfiguration.NAME).ifPresent(each -> read(snapshot.cluster(), each));
        }
    }

    /// Answers whether the cluster's schedulers are others now.
    boolean changed(StoreEvent event, Snapshot snapshot) {
        ObjectKey key = event.key();
        if (!key.name().equals(SchedulerConfiguration.NAME) || !key.namespace().equals(SchedulerConfiguration.NAMESPACE)) {
            return false;
        }
        Schedulers before = of(key.cluster());
        Optional<ConfigMap> map = event.current().flatMap(stored -> snapshot.decoder().decode(stored, ConfigMap.class));
        map.ifPresentOrElse(each -> read(key.cluster(), each), () -> known.remove(key.cluster()));
        return !of(key.cluster()).equals(before);
    }

    private void read(ClusterId cluster, ConfigMap map) {
        String text = map.getData() == null ? null : map.getData().get(SchedulerConfiguration.KEY);
        if (text == null) {
            known.remove(cluster);
            return;
        }
        try {
            known.put(cluster, SchedulerConfiguration.read(text));
        } catch (SchedulerConfiguration.Invalid invalid) {
            Call call = new Call(cluster, Placement.USER, Cause.clock("scheduler configuration"));
            services.events().record(call, Scheduler.NAME, map, Severity.Warning, "InvalidConfiguration", invalid.getMessage());
        }
    }
}
