/// Where the scheduler meets what the API server can do: evaluate expressions about devices, and call servers of clusters' own.
package dev.marina.controlplane.scheduling;
