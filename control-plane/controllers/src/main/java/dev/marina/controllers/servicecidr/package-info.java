/// The controllers of the networks and addresses of Services.
///
/// **Purpose.** Every address of a Service is an IPAddress that names it; a ServiceCIDR that is deleted stays until no Service needs it.
/// **Watches.** Services, by their address; IPAddresses; ServiceCIDRs.
/// **Writes.** IPAddresses that are labelled as the allocator's own; finalizer and status of ServiceCIDRs.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** A Service has its address all the same, since it claims it itself; what is told of it is made good with back-off.
package dev.marina.controllers.servicecidr;
