package dev.marina.agent.eviction;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// What a node may have less of for a while.
///
/// @param amount such as `200Mi`, or a part of what the node has such as `15%`
/// @param grace how long
record SoftThreshold(EvictionSignal signal, String amount, Duration grace) {

    SoftThreshold {
        try {
            boolean part = amount.endsWith("%");
            BigDecimal number = part ? new BigDecimal(amount.substring(0, amount.length() - 1)) : new Quantity(amount).getNumericalAmount();
            if (number.signum() <= 0 || part && number.compareTo(BigDecimal.valueOf(100)) >= 0) {
                throw new NumberFormatException("not between nothing and all");
            }
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("eviction-soft has %s<%s; it must be an amount such as 200Mi, or a part such as 15%%".formatted(signal.key(),
                    amount), wrong);
        }
    }

    /// Of what a node has so much of.
    long of(long capacity) {
        return amount.endsWith("%")
                ? new BigDecimal(amount.substring(0, amount.length() - 1)).multiply(BigDecimal.valueOf(capacity)).divide(BigDecimal.valueOf(100),
                        RoundingMode.DOWN).longValue()
                : new Quantity(amount).getNumericalAmount().longValue();
    }
}
