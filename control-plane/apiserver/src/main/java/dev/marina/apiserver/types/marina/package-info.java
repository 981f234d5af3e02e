/// Types of marina.dev/v1, of the management cluster, one file each.
package dev.marina.apiserver.types.marina;
