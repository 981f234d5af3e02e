/// Dynamic resource allocation: which devices a node can give a pod's claims. Structured parameters, as in upstream's
/// dynamic-resource-allocation/structured: devices stand in ResourceSlices, claims ask for them, the scheduler chooses.
///
/// [dev.marina.scheduler.devices.DeviceSearch] decides for one node and is pure; [dev.marina.scheduler.devices.AllocatedDevices] knows
/// what is taken; [dev.marina.scheduler.devices.Effort] ends what would take too long. Selectors are evaluated elsewhere, behind
/// [dev.marina.scheduler.devices.DeviceSelectors]: the scheduler knows nothing of the expression language.
package dev.marina.scheduler.devices;
