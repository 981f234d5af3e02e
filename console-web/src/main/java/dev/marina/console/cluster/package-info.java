/// The pages of one cluster.
package dev.marina.console.cluster;
