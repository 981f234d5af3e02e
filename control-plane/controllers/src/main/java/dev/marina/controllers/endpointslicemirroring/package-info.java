/// The endpoint slice mirroring controller.
///
/// **Purpose.** Makes EndpointSlices of Endpoints that somebody wrote by hand for a Service without selector, since nodes and DNS
/// read slices only.
/// **Watches.** Endpoints; Services of the same name; the slices that it has made.
/// **Writes.** EndpointSlices.
/// **Settings.** None. Endpoints with the label `endpointslice.kubernetes.io/skip-mirror: "true"`, and those that hold a leader's
/// election, are left alone.
/// **Metrics.** Those of the engine.
/// **When it fails.** The slices stay as they are and are tried again with back-off.
package dev.marina.controllers.endpointslicemirroring;
