/// Types of apps.marina.dev/v1: applications, deployed in one step. What is wanted of one stands in [ApplicationType]; a controller makes it true with
/// the types of Kubernetes.
package dev.marina.apiserver.types.applications;
