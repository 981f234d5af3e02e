/// Addresses and networks as values.
package dev.marina.api.net;
