/// What time it is in a cluster.
package dev.marina.api.time;
