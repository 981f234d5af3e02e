/// Containers: the one package that talks to Docker, and a simulated engine beside it.
///
/// [dev.marina.agent.runtime.ContainerRuntime] is what the rest of the agent sees. Everything that a restarted agent must know
/// about a container is in the container's labels.
package dev.marina.agent.runtime;
