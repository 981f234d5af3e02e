/// One pod on its node: [dev.marina.agent.pod.PodPlan] says what to do, [dev.marina.agent.pod.PodWorker] has it done,
/// `PodReport` says how it stands.
///
/// A worker is one virtual thread per pod, woken by the pod's changes in the API and by the runtime's events. Steps are carried out by
/// one class for each kind: `VolumeSteps`, `SandboxSteps`, `ContainerSteps`, `HookRunner`, `PodTeardown`; each ends in a
/// [dev.marina.agent.pod.StepOutcome], and one that failed waits by itself (`docs/adr/node-steps-of-a-pod.md`).
///
/// What a restarted agent knows is in container labels, in the API (a container that was told as running has run its postStart
/// hook), and, for the addresses that the network gave, in a file of the pod's directory.
package dev.marina.agent.pod;
