package dev.marina.apiserver.authz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.NewCluster;
import dev.marina.store.Stores;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizerTest {

    private static final DefaultObjects DEFAULTS = DefaultObjects.of(BootstrapPolicy.objects());
    private static final Authorizer AUTHORIZER = new Authorizer(DEFAULTS);
    private static ClusterStore store;
    private static ClusterView view;

    @BeforeAll
    static void aClusterWithNothingButItsDefaults() {
        store = Stores.inMemory();
        ClusterRecord record = store.create(new NewCluster("acme", "default", Map.of(), Map.of()));
        view = new ClusterViews(store, DEFAULTS).current(record);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    private static Identity identity(String group) {
        return Identity.authenticated("ann", "", List.of(group), Map.of(), Identity.Proof.OIDC_TOKEN);
    }

    private static Decision decide(Identity identity, String verb, String group, String resource, String namespace) {
        String[] parts = resource.split("/");
        return AUTHORIZER.decide(identity,
                new Target.Resource(verb, new GroupVersionResource(group, "v1", parts[0]), namespace, "x", parts.length > 1 ? parts[1] : ""), view);
    }

    @ParameterizedTest
    @CsvSource({
            "owner, get, '', secrets, true", "owner, delete, '', nodes, true", "owner, create, rbac.authorization.k8s.io, clusterrolebindings, true",
            "developer, create, apps, deployments, true", "developer, patch, apps, deployments/scale, true", "developer, create, '', pods/exec, true",
            "developer, get, '', secrets, true", "developer, list, '', nodes, true", "developer, delete, '', nodes, false",
            "developer, create, rbac.authorization.k8s.io, rolebindings, false", "developer, create, '', resourcequotas, false",
            "viewer, list, '', pods, true", "viewer, get, '', pods/log, true", "viewer, get, '', secrets, false", "viewer, create, '', pods, false",
            "viewer, create, '', pods/exec, false", "viewer, list, storage.k8s.io, storageclasses, true"})
    void rolesOfTheTenantAllowWhatTheyShould(String role, String verb, String group, String resource, boolean allowed) {
        assertEquals(allowed, decide(identity("marina:acme:" + role), verb, group, resource, "default").allowed());
    }

    @Test
    void rolesOfAnotherTenantAllowNothing() {
        assertFalse(decide(identity("marina:globex:owner"), "get", "", "pods", "default").allowed());
    }

    @Test
    void aDecisionNamesTheRuleThatAllows() {
        assertEquals("RBAC: allowed by ClusterRoleBinding \"marina:viewer\" of ClusterRole \"view\" to Group \"marina:acme:viewer\"",
                decide(identity("marina:acme:viewer"), "list", "", "pods", "default").reason());
    }

    @Test
    void aRefusalNamesTheBindingsThatWereTried() {
        assertTrue(decide(identity("marina:acme:viewer"), "delete", "", "pods", "default").tried().contains("ClusterRoleBinding/marina:viewer"));
    }

    @Test
    void rightsOverlapByRuleAndNotByName() {
        PolicyRule all = new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of());
        PolicyRule pods = new PolicyRule(List.of("get", "list"), List.of(""), List.of("pods"), List.of(), List.of());
        PolicyRule onePod = new PolicyRule(List.of("get"), List.of(""), List.of("pods"), List.of("a"), List.of());
        assertEquals(List.of(), PolicyRule.uncovered(List.of(all), List.of(pods)));
        assertEquals(List.of(), PolicyRule.uncovered(List.of(pods), List.of(onePod)));
        assertEquals(2, PolicyRule.uncovered(List.of(onePod), List.of(pods)).size());
        assertEquals(1, PolicyRule.uncovered(List.of(pods), List.of(all)).size());
    }
}
