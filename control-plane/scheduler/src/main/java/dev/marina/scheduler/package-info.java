/// The scheduler: finds a node for every pod that has none, for all clusters of this process.
///
/// **Purpose.** Filters nodes, scores what is left, binds, and keeps each plugin's verdict as data.
/// **Watches.** Pods, Nodes, PersistentVolumeClaims, PersistentVolumes, StorageClasses, PodGroups, ResourceClaims, ResourceSlices and DeviceClasses
/// of every awake cluster, through the store's feed.
/// **Writes.** Bindings, the pod condition PodScheduled, the annotation `volume.kubernetes.io/selected-node` of claims that wait for
/// their first consumer, the status of ResourceClaims, Events Scheduled, FailedScheduling, Preempted and BindingConditionsPending.
/// **Settings.** Of each cluster, in its ConfigMap `kube-system/kube-scheduler`; [dev.marina.scheduler.Profile] is the list of plugins.
/// **Metrics.** `scheduler_cycles_total`, `scheduler_cycle_seconds_total`.
/// **When it fails.** A pod that fits nowhere says why in its condition and is tried again when something changes that may help; a
/// refused binding is tried again with back-off. A pod that waits for others in vain gives its node back and says so. A binding whose answer was lost is looked up before its place is given to another pod.
///
/// **Who does what.** `Intake` takes in what happens, `Decision` decides, `Consultation` asks extenders, `Permits` keeps pods waiting that have their node,
/// `Assignments` sees to it that what is decided comes about, `Rescue` does what can be done for a pod that fits nowhere.
///
/// One thread owns all state: it applies changes between cycles, so a cycle sees one state and needs no lock.
package dev.marina.scheduler;
