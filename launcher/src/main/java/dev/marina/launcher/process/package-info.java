/// Processes as the kernel knows them: identity, death, adoption, and who holds a port.
package dev.marina.launcher.process;
