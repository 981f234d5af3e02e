/// Finds out what would follow from manifests: in a copy of the cluster, by the same code that would carry it out.
///
/// **Purpose.** A [ClusterCopy] is a store in memory with a cluster in it that has the objects of the real one, a server over it that asks nobody
/// outside, all controllers and the scheduler, in one thread and under a clock of its own. A [PlanRun] lets it come to rest, applies the manifests
/// as the asker, and goes on until nothing happens any more. A [WorldsRun] has two copies on one [CopyClock] and lets them go on second by second:
/// [World] is one of them, whose pods keep a pace ([PacedPods]) and whose nodes report ([PretendedNodes]), so that the clock has something to show.
///
/// **Watches.** The copy only. The real cluster's image is read once, when the plan begins.
///
/// **Writes.** Into the copy, which is dropped. It has keys of its own, so that nothing that is signed in it is good anywhere.
///
/// **Settings.** [dev.marina.apiserver.plan.PlanBounds]
///
/// **What is supposed.** Nodes stay as they are. Pods that are given a node start ([PretendedPods]), unless the asker wants them to wait. Nobody
/// outside answers: neither webhooks, which are named instead, nor further APIs, nor provisioners of volumes, nor metrics.
///
/// **When it fails.** At a bound it ends and says at which; what it has found until then is the answer.
package dev.marina.controlplane.plan;
