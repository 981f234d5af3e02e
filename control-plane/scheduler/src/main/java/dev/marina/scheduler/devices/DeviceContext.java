package dev.marina.scheduler.devices;

import dev.marina.controllers.engine.Snapshot;

/// What finding devices needs beside the cluster itself.
///
/// @param allocated who has which
/// @param memory what selectors said before
public record DeviceContext(DeviceSelectors selectors, AllocatedDevices allocated, SelectorMemory memory) {

    /// Of a cluster of whose devices nobody keeps count.
    public static DeviceContext of(Snapshot snapshot, DeviceSelectors selectors) {
        return new DeviceContext(selectors, AllocatedDevices.of(snapshot), new SelectorMemory());
    }
}
