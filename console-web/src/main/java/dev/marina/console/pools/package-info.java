/// A cluster's node pools: what they are, whether what is wanted of them has room in the plan, and how their nodes are.
package dev.marina.console.pools;
