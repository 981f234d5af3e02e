package dev.marina.tenancy.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.tenancy.image.RegistryScope.Action;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryGrantTest {

    private static final RegistryRights OWN = new RegistryRights(UUID.fromString("00000000-0000-0000-0000-000000000001"), true, 1 << 30);
    private static final RegistryRights OTHER = new RegistryRights(UUID.fromString("00000000-0000-0000-0000-000000000002"), true, 1 << 20);
    private static final Function<String, Optional<RegistryRights>> WRITER = tenant -> tenant.equals("acme") ? Optional.of(OWN) : Optional.empty();
    private static final Function<String, Optional<RegistryRights>> READER = tenant -> WRITER.apply(tenant)
            .map(rights -> new RegistryRights(rights.tenant(), false, rights.limitBytes()));

    private static RegistryGrant grant(Function<String, Optional<RegistryRights>> rights, String... scopes) {
        return RegistryGrant.of(RegistryScope.parse(List.of(scopes)), rights);
    }

    private static RegistryScope scope(String repository, Action... actions) {
        return new RegistryScope(repository, Set.of(actions));
    }

    @Test
    void whoMayWriteGetsWhatWasAskedFor() {
        RegistryGrant grant = grant(WRITER, "repository:acme/app:pull,push", "repository:acme/team/other:pull");

        assertEquals(List.of(scope("acme/app", Action.PULL, Action.PUSH), scope("acme/team/other", Action.PULL)), grant.granted());
        assertEquals(Optional.of(OWN), grant.writes());
    }

    @Test
    void whoMayReadOnlyPushesNothing() {
        RegistryGrant grant = grant(READER, "repository:acme/app:pull,push,delete");

        assertEquals(List.of(scope("acme/app", Action.PULL)), grant.granted());
        assertEquals(Optional.empty(), grant.writes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"repository:globex/app:pull,push", "repository:acme-2/app:pull", "repository:acme:pull", "registry:catalog:*", "repository:/app:pull",
                    "repository:acme.evil/app:pull", "repository:../acme/app:pull", "repository(plugin):acme/app:pull", "repository:acme/app:",
                    "repository:acme/app", "x"})
    void ofOthersNobodyGetsAnything(String scope) {
        assertEquals(List.of(), grant(WRITER, scope).granted());
        assertEquals(Optional.empty(), grant(WRITER, scope).writes());
    }

    @Test
    void thePlatformsImagesAreForAllToPull() {
        assertEquals(List.of(scope("marina/debian", Action.PULL)), grant(_ -> Optional.empty(), "repository:marina/debian:pull,push,delete").granted());
    }

    /// A token says what one tenant may store.
    @Test
    void aTokenWritesToOneTenantAlone() {
        RegistryGrant grant = grant(tenant -> Optional.of(tenant.equals("acme") ? OWN : OTHER), "repository:acme/app:push", "repository:globex/app:pull,push");

        assertEquals(List.of(scope("acme/app", Action.PUSH), scope("globex/app", Action.PULL)), grant.granted());
        assertEquals(Optional.of(OWN), grant.writes());
    }

    @Test
    void scopesComeInOneParameterToo() {
        assertEquals(2, RegistryScope.parse(List.of("repository:acme/a:pull repository:acme/b:*")).size());
        assertEquals(Set.of(Action.PULL, Action.PUSH, Action.DELETE), RegistryScope.parse(List.of("repository:acme/b:*")).getFirst().actions());
    }

    @Test
    void noMoreAreLookedAtThanAPushNeeds() {
        assertEquals(16, RegistryScope.parse(List.of("repository:acme/a:pull ".repeat(1000))).size());
    }
}
