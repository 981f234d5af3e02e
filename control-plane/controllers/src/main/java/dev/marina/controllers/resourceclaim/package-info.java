/// The resource claim controllers: claims of devices, of which the scheduler decides who gets which.
///
/// **Purpose.** Makes a pod's claims from their templates and says in the pod's status what they are called; takes pods that will not run
/// any more out of `status.reservedFor`, gives devices back that nobody uses, and lets claims go. Deletes pods whose devices have a taint of
/// effect `NoExecute` that their request does not tolerate, once the time is up for which it does.
/// **Watches.** Pods, ResourceClaims, ResourceClaimTemplates, ResourceSlices.
/// **Writes.** ResourceClaims and their status, the status of pods; deletes pods; events at the pod.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** The pod waits for its claim, an event at it says why; tried again with back-off, and when the template comes. A claim
/// that is not given back keeps its devices from others until it is; a pod that is not deleted goes on with devices that may not work.
package dev.marina.controllers.resourceclaim;
