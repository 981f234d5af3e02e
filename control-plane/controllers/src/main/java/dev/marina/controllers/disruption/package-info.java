/// The disruption controller.
///
/// **Purpose.** Works out how many pods of each PodDisruptionBudget may be evicted now; the eviction of a pod takes one of them, and
/// this controller gives it back when the pod is gone, or after two minutes when it has not gone.
/// **Watches.** PodDisruptionBudgets; Pods that a budget selects; what controls those pods and says how many there should be.
/// **Writes.** PodDisruptionBudget status.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** The budget allows nothing, its condition says `SyncFailed` and why; tried again when something changes.
package dev.marina.controllers.disruption;
