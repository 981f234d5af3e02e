package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.GroupResource;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Gate;
import dev.marina.controllers.engine.GateSetting;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Map;

/// Somebody holds up the controller that would go on with it.
public record HeldWaits(Gate gate) implements Waits {

    /// Of a queue, the next ones.
    private static final int MOST_LOOKED_AT = 1_000;

    private static final Map<GroupResource, String> CONTROLLERS = Map.ofEntries(entry(Types.DEPLOYMENTS, "deployment"), entry(Types.REPLICA_SETS, "replicaset"),
            entry(Types.REPLICATION_CONTROLLERS, "replication"), entry(Types.STATEFUL_SETS, "statefulset"), entry(Types.DAEMON_SETS, "daemonset"),
            entry(Types.JOBS, "job"), entry(Types.CRON_JOBS, "cronjob"), entry(Types.AUTOSCALERS, "horizontal-pod-autoscaler"),
            entry(Types.CLAIMS, "persistentvolume-binder"), entry(Types.NAMESPACES, "namespace"), entry(Types.SERVICES, "endpointslice"));

    private static Map.Entry<GroupResource, String> entry(ResourceType<?> type, String controller) {
        return Map.entry(type.groupResource(), controller);
    }

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        String controller = CONTROLLERS.get(object.key().resource());
        if (controller == null) {
            return List.of();
        }
        GateSetting setting = gate.setting(snapshot.cluster(), controller);
        Subject subject = new Subject(Types.kind(object.key().resource()).orElseThrow(), object.key().namespace(), object.key().name());
        if (setting.holds(subject)) {
            return List.of(Waits.because("ControllerHeldUp", "the cluster's controller %s is paused or stopped before this object".formatted(controller))
                    .put("controller", controller).put("paused", setting.paused()));
        }
        return setting.slow() && waits(snapshot, controller, subject) ? List.of(slowed(controller, setting)) : List.of();
    }

    private static ObjectNode slowed(String controller, GateSetting setting) {
        long millis = setting.delay().toMillis();
        ObjectNode slowed = Waits.because("ControllerSlowed", "the cluster's controller %s looks at one object in %d ms, and this one waits"
                .formatted(controller, millis)).put("controller", controller).put("delayMillis", millis);
        setting.fault().ifPresent(fault -> slowed.put("fault", fault));
        return slowed;
    }

    private boolean waits(Snapshot snapshot, String controller, Subject subject) {
        return gate.queue(snapshot.cluster(), controller, MOST_LOOKED_AT).stream().flatMap(queue -> queue.items().stream())
                .anyMatch(item -> item.subject().equals(subject));
    }
}
