/// Claims of pods by way of CSI: drivers are called through their sockets only.
package dev.marina.agent.storage;
