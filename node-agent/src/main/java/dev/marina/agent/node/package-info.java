/// One tenant node on this machine: its identity, its Node object and heartbeat, its watches, its pods' workers.
package dev.marina.agent.node;
