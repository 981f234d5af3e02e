/// The CNI side: protocol, errors, the socket behind the plugin executable, and address leases.
///
/// The executable `marina-cni` only hands its environment and standard input to a socket that this package serves inside the
/// node agent, and prints the answer: a JVM start per pod would be felt.
package dev.marina.net.cni;
