/// A cluster's Corefile: read as CoreDNS reads it (https://coredns.io/manual/configuration/), as far as Marina keeps to it.
///
/// What is read here is data only; the names' own package acts by it. A Corefile is taken whole or not at all: whoever meets a
/// plugin, an option or a target that is not kept to gets a [CorefileFault] with the line and what would be right.
package dev.marina.net.dns.corefile;
