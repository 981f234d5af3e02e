/// Control groups of nodes, version 1 and 2 behind one class.
package dev.marina.agent.cgroup;
