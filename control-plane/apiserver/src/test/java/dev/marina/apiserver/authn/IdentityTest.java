package dev.marina.apiserver.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.authn.Identity.Proof;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is the platform's and who is the tenant's.
class IdentityTest {

    private static Identity identity(String user, String group, Proof by) {
        return Identity.authenticated(user, "", List.of(group), Map.of(), by);
    }

    /// A node that a tenant has made has the name and the group of an agent, and nothing that the platform's agents are trusted with: no cause is
    /// believed of it, and it counts, waits and is suspended with its tenant.
    @Test
    void aNodeOfATenantsMakingIsTheTenants() {
        Identity made = identity("system:node:n1", "system:nodes", Proof.REQUESTED_CERTIFICATE);
        assertTrue(made.node());
        assertFalse(made.agent());
        assertFalse(made.ownComponent());
        assertTrue(made.tenants());
    }

    @ParameterizedTest
    @CsvSource({"system:node:n1, system:nodes", "marina:machine:m1, marina:machines", "marina:tenancy, marina:tenancy", "somebody, system:masters"})
    void whoIsOnlyImpersonatedIsTheTenantsWhateverTheirName(String user, String group) {
        Identity impersonated = identity(user, group, Proof.IMPERSONATION);
        assertTrue(impersonated.tenants());
        assertFalse(impersonated.agent() || impersonated.ownComponent());
    }

    @Test
    void theAgentsNodeIsThePlatforms() {
        Identity agent = identity("system:node:n1", "system:nodes", Proof.CERTIFICATE);
        assertTrue(agent.node() && agent.agent() && agent.ownComponent());
        assertFalse(agent.tenants());
    }

    @Test
    void whoeverComesByABootstrapTokenIsTheTenants() {
        Identity bootstrapping = identity("system:bootstrap:abcdef", "system:bootstrappers", Proof.BOOTSTRAP_TOKEN);
        assertTrue(bootstrapping.tenants());
        assertFalse(bootstrapping.node() || bootstrapping.ownComponent());
    }

    @ParameterizedTest
    @CsvSource({"system:node:n1, system:nodes, true", "system:node:, system:nodes, false", "system:node:n1, others, false", "n1, system:nodes, false"})
    void aNodeHasANameAndTheGroup(String user, String group, boolean node) {
        assertEquals(node, identity(user, group, Proof.CERTIFICATE).node());
    }
}
