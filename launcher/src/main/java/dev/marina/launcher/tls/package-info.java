/// Certificates and keys that the launcher itself makes: of the public addresses, and of connections between its processes.
package dev.marina.launcher.tls;
