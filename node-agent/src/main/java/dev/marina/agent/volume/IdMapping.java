package dev.marina.agent.volume;

import dev.marina.agent.ids.IdRange;
import dev.marina.linux.UserNamespace;

/// The ids of containers as the kernel takes them for mounts; one for the life of the agent.
public record IdMapping(UserNamespace owners) implements AutoCloseable {

    public static IdMapping of(IdRange ids) {
        return new IdMapping(UserNamespace.mapping(ids.first(), ids.count()));
    }

    /// The claims' volumes with their ids mapped.
    public ClaimVolumes show(ClaimVolumes claims) {
        return new IdMappedClaims(claims, owners);
    }

    @Override
    public void close() {
        owners.close();
    }
}
