/// The horizontal pod autoscaler.
///
/// **Purpose.** Sets the number of replicas of a scalable object by metrics of its pods, within bounds, and no faster than its
/// behaviour allows.
/// **Watches.** HorizontalPodAutoscalers; each is looked at every fifteen seconds besides, as metrics change without an event, and not more
/// often unless its `spec` changes.
/// **Writes.** The target's `spec.replicas`; the autoscaler's status with the conditions AbleToScale, ScalingActive and ScalingLimited; Events
/// SuccessfulRescale, FailedRescale, FailedGetScale, SelectorRequired, AmbiguousSelector, FailedComputeMetricsReplicas, FailedUpdateStatus and
/// `FailedGet…Metric`.
/// **Settings.** None: tolerance 10 %, five minutes of stabilisation downwards and of a pod's first work, as upstream's defaults are.
/// **Metrics.** Those of the engine.
/// **When it fails.** Without metrics nothing is scaled, except into the bounds; condition ScalingActive says which metric was missing. Two
/// autoscalers that take one pod both stop (AmbiguousSelector). Recommendations and scalings of the last hour are kept in memory, and lost when
/// the cluster sleeps or the process ends: afterwards the present number counts as recommended, so that nothing shrinks before its time. A
/// server of custom or external metrics that does not answer within seconds is left alone for half a minute. Nothing is scaled to or from zero.
package dev.marina.controllers.horizontalpodautoscaling;
