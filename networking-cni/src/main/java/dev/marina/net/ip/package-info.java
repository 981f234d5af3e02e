/// Addresses as values.
package dev.marina.net.ip;
