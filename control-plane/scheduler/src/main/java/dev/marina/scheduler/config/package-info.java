/// How a cluster's owner says which schedulers the cluster has and what they go by: `kubescheduler.config.k8s.io/v1`, from a ConfigMap
/// of `kube-system`. Reading is pure: a text in, schedulers or what is wrong with it out.
package dev.marina.scheduler.config;
