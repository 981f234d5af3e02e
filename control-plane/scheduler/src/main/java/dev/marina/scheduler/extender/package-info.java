/// Scheduler extenders: servers of a cluster's own that have a say in where its pods go. What is sent and answered is upstream's
/// `k8s.io/kube-scheduler/extender/v1`. They are not trusted: they are called where webhooks are, never on the scheduler's thread, and only
/// their own cluster's pods wait for them.
package dev.marina.scheduler.extender;
