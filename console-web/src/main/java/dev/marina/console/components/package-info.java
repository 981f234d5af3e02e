/// Parts of the cluster's own control plane and nodes, taken away one by one and given back: what stops then, and what goes on.
package dev.marina.console.components;
