/// Who the agent is: the machine's identity in the management cluster and one identity per node in its tenant's cluster.
package dev.marina.agent.identity;
