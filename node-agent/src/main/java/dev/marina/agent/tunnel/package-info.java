/// The tunnel to the control plane: it asks for logs, exec, attach and port-forward of pods here; nothing else comes in this way.
package dev.marina.agent.tunnel;
