package dev.marina.agent.node;

import java.time.Duration;

/// What of a node's work its session does: all of it, unless its cluster breaks something of it.
///
/// @param pods whether it looks after pods and says that it lives
/// @param network whether it follows Services, policies and what of the network is switched off
/// @param skew by which its clock is ahead of the machine's
record NodeDuties(boolean pods, boolean network, Duration skew) {

    static final NodeDuties ALL = new NodeDuties(true, true, Duration.ZERO);
    static final NodeDuties NONE = new NodeDuties(false, false, Duration.ZERO);

    boolean any() {
        return pods || network;
    }
}
