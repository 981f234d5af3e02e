package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import dev.marina.scheduler.devices.DeviceAllocation;
import dev.marina.scheduler.devices.ExtendedResources;
import java.util.Map;
import java.util.Optional;

/// A pod runs where its ResourceClaims have their devices, or where there are devices for them and for its extended resources that stand for some. A node that lists its alternatives further
/// up is the better one. No removal of pods helps: devices are given back when their pod has gone, and not before.
/// pkg/scheduler/framework/plugins/dynamicresources
public final class DynamicResources implements SchedulerPlugin.PreFilter, SchedulerPlugin.Filter, SchedulerPlugin.Score {

    public static final String NAME = "DynamicResources";

    private static final int HIGHEST = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.DEVICE_CLAIM_CHANGED, (waiting, event) -> event instanceof ClusterEvent.DeviceClaimChanged changed
                        && (changed.givenBack() || changed.namespace().equals(waiting.namespace()) && (ExtendedResources.mayBeIn(waiting)
                                || waiting.deviceClaims().stream().anyMatch(each -> each.claim().equals(changed.name())))),
                ClusterEvent.Kind.DEVICES_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_CHANGED, (_, event) -> event instanceof ClusterEvent.NodeChanged changed
                        && !changed.before().map(NodeState.Offer::labels).equals(Optional.of(changed.node().labels())));
    }

    @Override
    public Optional<String> prefilter(Cycle cycle) {
        return Optional.of(concerns(cycle) ? cycle.devices().refusal() : "").filter(why -> !why.isEmpty());
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return cycle.usesDevices();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        if (!concerns(cycle)) {
            return Fit.FITS;
        }
        String why = cycle.devices().refusal(node);
        return why.isEmpty() ? Fit.FITS : Fit.unresolvable(why);
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return concerns(cycle) && cycle.devices().prefers();
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        DeviceAllocation devices = cycle.devices();
        long most = cycle.most(NAME, devices::preference);
        return most == 0 ? 0 : (int) (devices.preference(node) * HIGHEST / most);
    }

    @Override
    public int weight() {
        return 2;
    }
}
