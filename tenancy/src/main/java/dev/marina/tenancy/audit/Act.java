package dev.marina.tenancy.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One request that changed something, or was to.
///
/// @param actor subject of the person; empty where nobody was known
/// @param apiToken that the person used; empty where it was another proof
/// @param tenant name of the tenant that the path names, whether there is one or not
public record Act(long id, Instant at, UUID requestId, Optional<String> actor, Optional<String> actorEmail, Optional<UUID> apiToken, String address,
        String method, String path,
        Optional<String> tenant, int status) {

    public enum Outcome {
        Done, Refused, Failed;

        public static Outcome of(int status) {
            return status < 400 ? Done : status < 500 ? Refused : Failed;
        }
    }

    /// The same, as the audit of another tenant has it that it concerns.
    ///
    /// @param what was done there
    public Act in(String other, String what) {
        return new Act(id, at, requestId, actor, actorEmail, apiToken, address, method, path + " " + what, Optional.of(other), status);
    }

    public Outcome outcome() {
        return Outcome.of(status);
    }
}
