package dev.marina.controllers.loadbalancer;

import java.time.Duration;
import java.time.Instant;

/// What is to be done about an address that a Service has or had.
sealed interface AddressPlan {

    /// For so long after it was given back nobody gets it: machines must have heard of it first, and clients that still know it meet nobody.
    Duration HELD = Duration.ofMinutes(2);
    /// A Service that was removed past its finalizer tells nobody.
    Duration LOOK_AGAIN = Duration.ofHours(1);

    record Keep(Duration lookAgain) implements AddressPlan {}

    /// Nobody has told that it is given back: its cluster or its Service is no more.
    record Release() implements AddressPlan {}

    record Free() implements AddressPlan {}

    /// @param used whether its cluster and its Service are there
    static AddressPlan of(AddressClaim claim, boolean used, Instant now) {
        if (claim.live()) {
            return used ? new Keep(LOOK_AGAIN) : new Release();
        }
        Duration left = Duration.between(now, claim.released().orElseThrow().plus(HELD));
        return left.isPositive() ? new Keep(left.compareTo(HELD) > 0 ? HELD : left) : new Free();
    }
}
