package dev.marina.tenancy.image;

import dev.marina.tenancy.image.RegistryScope.Action;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What of the scopes that were asked for is granted: all of the rest is left out, as the specification has it, and the registry then refuses it.
///
/// @param writes the tenant that the token may write to; one, since a token says what that one may store
record RegistryGrant(List<RegistryScope> granted, Optional<RegistryRights> writes) {

    /// Images that everybody who is known may pull: bases of the platform's. No tenant has this name.
    static final String SHARED = "marina";

    /// @param rights by a tenant's name; empty: none
    static RegistryGrant of(List<RegistryScope> asked, Function<String, Optional<RegistryRights>> rights) {
        List<RegistryScope> granted = new ArrayList<>();
        Optional<RegistryRights> writes = Optional.empty();
        for (RegistryScope scope : asked) {
            Set<Action> left = EnumSet.noneOf(Action.class);
            Optional<RegistryRights> own = rights.apply(scope.tenant());
            if (own.isPresent() || scope.tenant().equals(SHARED)) {
                left.add(Action.PULL);
            }
            if (own.isPresent() && own.get().write() && writes.map(own.get()::equals).orElse(true)) {
                left.addAll(EnumSet.of(Action.PUSH, Action.DELETE));
            }
            left.retainAll(scope.actions());
            if (left.contains(Action.PUSH) || left.contains(Action.DELETE)) {
                writes = rights.apply(scope.tenant());
            }
            if (!left.isEmpty()) {
                granted.add(new RegistryScope(scope.repository(), left));
            }
        }
        return new RegistryGrant(List.copyOf(granted), writes);
    }
}
