/// A tenant's clusters, their quota and the kubeconfigs for them.
package dev.marina.tenancy.cluster;
