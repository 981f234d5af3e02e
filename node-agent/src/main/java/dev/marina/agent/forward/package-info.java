/// The way from pods to their own API server.
package dev.marina.agent.forward;
