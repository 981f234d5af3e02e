/// Addresses and networks as values, and free ports of this machine.
package dev.marina.api.net;
