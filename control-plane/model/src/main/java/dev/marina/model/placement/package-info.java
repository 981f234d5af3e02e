/// What a pod says of nodes that it may run on, for those who choose a node and for the node that looks again.
package dev.marina.model.placement;
