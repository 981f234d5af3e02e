/// The horizontal pod autoscaler.
///
/// **Purpose.** Sets the number of replicas of a scalable object by metrics of its pods, within bounds, and no faster than its
/// behaviour allows.
/// **Watches.** HorizontalPodAutoscalers; each is looked at every fifteen seconds besides, as metrics change without an event.
/// **Writes.** The target's `spec.replicas`, the autoscaler's status, Events SuccessfulRescale, FailedGetScale and the reasons of
/// failing metrics.
/// **Settings.** None: tolerance 10 %, five minutes of stabilisation downwards, as upstream's defaults are.
/// **Metrics.** Those of the engine.
/// **When it fails.** Without metrics nothing is scaled, except into the bounds; condition ScalingActive says which metric was missing.
/// Recommendations and scalings of the last hour are kept in memory, and lost when the cluster sleeps or the process ends: afterwards
/// the present number counts as recommended, so that nothing shrinks before its time.
package dev.marina.controllers.horizontalpodautoscaling;
