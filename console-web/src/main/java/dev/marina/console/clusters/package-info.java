/// A person's tenants and clusters.
package dev.marina.console.clusters;
