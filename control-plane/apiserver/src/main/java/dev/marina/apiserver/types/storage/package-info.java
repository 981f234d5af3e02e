/// Types of storage.k8s.io/v1, one file each.
package dev.marina.apiserver.types.storage;
