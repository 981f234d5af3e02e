package dev.marina.registry.token;

import dev.marina.registry.RepositoryName;
import java.util.Map;
import java.util.Set;

/// What a token says that was found good.
///
/// @param subject whose it is, for the log
/// @param access actions by repository
/// @param tenantId of the tenant that may write; "" where none may
/// @param limitBytes how much that tenant may store
public record RegistryToken(String subject, Map<String, Set<Action>> access, String tenantId, long limitBytes) {

    public enum Action {
        PULL, PUSH, DELETE
    }

    public RegistryToken {
        access = Map.copyOf(access);
    }

    public boolean allows(RepositoryName repository, Action action) {
        return access.getOrDefault(repository.toString(), Set.of()).contains(action);
    }
}
