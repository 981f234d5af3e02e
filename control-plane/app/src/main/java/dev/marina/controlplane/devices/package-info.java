/// Where the scheduler's devices meet the API server's expressions.
package dev.marina.controlplane.devices;
