package dev.marina.controllers.tokencleaner;

import dev.marina.api.token.BootstrapToken;
import java.time.Duration;
import java.time.Instant;

/// What becomes of a token's Secret.
sealed interface TokenCleanerPlan {

    /// It has no end.
    record Keep() implements TokenCleanerPlan {}

    record DeleteAfter(Duration left) implements TokenCleanerPlan {}

    record Delete() implements TokenCleanerPlan {}

    /// GetExpiration in staging/src/k8s.io/cluster-bootstrap/util/secrets/secrets.go
    static TokenCleanerPlan of(BootstrapToken token, Instant now) {
        if (token.over(now)) {
            return new Delete();
        }
        return token.end().<TokenCleanerPlan>map(end -> new DeleteAfter(Duration.between(now, end))).orElse(new Keep());
    }
}
