/// Types of node.k8s.io/v1, one file each.
package dev.marina.apiserver.types.node;
