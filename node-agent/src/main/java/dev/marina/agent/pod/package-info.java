/// One pod on its node: [dev.marina.agent.pod.PodPlan] says what to do, `PodWorker` does it, `PodReport` says how it stands.
///
/// A worker is one virtual thread per pod, woken by the pod's changes in the API and by the runtime's events. What a restarted
/// agent cannot read from container labels or the API (the addresses that the network gave) is in a file of the pod's directory.
package dev.marina.agent.pod;
