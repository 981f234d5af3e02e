package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;

/// What a device is called in its cluster.
public record DeviceId(String driver, String pool, String device) {

    static DeviceId of(DeviceRequestAllocationResult result) {
        return new DeviceId(result.getDriver(), result.getPool(), result.getDevice());
    }

    @Override
    public String toString() {
        return driver + "/" + pool + "/" + device;
    }
}
