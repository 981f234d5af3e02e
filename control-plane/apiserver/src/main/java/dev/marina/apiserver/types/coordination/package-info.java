/// Types of coordination.k8s.io/v1, one file each.
package dev.marina.apiserver.types.coordination;
