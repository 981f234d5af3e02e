/// The API service controllers.
///
/// **Purpose.** One says of each APIService whether somebody answers for its group and version, upstream's available condition
/// controllers; the other registers the groups and versions that custom resource definitions make, upstream's crdregistration.
/// **Watches.** APIServices, the Services that they name with their EndpointSlices; CustomResourceDefinitions.
/// **Writes.** The condition `Available`; APIServices labelled `kube-aggregator.kubernetes.io/automanaged: "true"`.
/// **Settings.** None. A server that answered is asked again after 30 seconds, one that did not after 5.
/// **Metrics.** Those of the engine.
/// **When it fails.** A Service that is not there, or whose server does not answer, becomes the condition's reason and message.
package dev.marina.controllers.apiservice;
