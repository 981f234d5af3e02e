/// The controllers of flow schemas and priority levels.
///
/// **Purpose.** Those that every cluster has come back when they are deleted, and keep what they say while they are marked as kept by
/// the server; each flow schema says whether the priority level is there that it names.
/// **Watches.** FlowSchemas, PriorityLevelConfigurations.
/// **Writes.** The standing ones of both; the condition `Dangling` of FlowSchemas.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Requests are classified all the same: the server reads the objects itself, with the mandatory ones should they be
/// missing.
/// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#maintenance-of-the-mandatory-and-suggested-configuration-objects
package dev.marina.controllers.flowcontrol;
