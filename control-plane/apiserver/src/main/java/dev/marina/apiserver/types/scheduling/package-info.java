/// Types of scheduling.k8s.io/v1, one file each.
package dev.marina.apiserver.types.scheduling;
