package dev.marina.agent.pod;

import java.util.Optional;

/// What the probes say of one running container.
///
/// @param started its startup probe has passed, or it has none
/// @param ready its readiness probe passes, or it has none
/// @param failed why it must be restarted: a liveness or startup probe failed for good
public record Health(boolean started, boolean ready, Optional<String> failed) {
    static final Health UNKNOWN = new Health(false, false, Optional.empty());
}
