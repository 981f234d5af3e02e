/// The machine in the management cluster: its object, its heartbeat, and the nodes that it is told to have.
package dev.marina.agent.machine;
