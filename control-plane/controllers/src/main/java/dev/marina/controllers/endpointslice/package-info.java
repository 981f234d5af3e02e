/// The endpoint slice controller, and the older Endpoints objects made from the same facts.
///
/// **Purpose.** Says which addresses are behind each Service that has a selector.
/// **Watches.** Services; Pods that a service's selector takes; EndpointSlices and Endpoints by name.
/// **Writes.** EndpointSlices (at most 100 endpoints each), Endpoints.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** The slices stay as they are and are tried again with back-off; services without selector are left alone.
package dev.marina.controllers.endpointslice;
