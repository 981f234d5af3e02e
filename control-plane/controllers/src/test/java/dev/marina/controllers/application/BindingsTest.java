package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.engine.parts.Finding;
import dev.marina.model.AddOn;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindingsTest {

    private static Application.AddOnBinding to(String name, String prefix) {
        return new Application.AddOnBinding(name, prefix);
    }

    private static AddOn addOn(String type, String secret) {
        AddOn addOn = new AddOn();
        addOn.setSpec(new AddOn.Spec(type, "small", "1Gi", "Retain", null, null, null));
        addOn.setStatus(new AddOn.Status(1L, AddOn.AVAILABLE, "", null, null, secret, null, null, null, null, null, null, null, null));
        return addOn;
    }

    private static Bindings bindings(List<Application.AddOnBinding> wanted, Map<String, AddOn> there) {
        return Bindings.of(wanted, name -> Optional.ofNullable(there.get(name)));
    }

    @Test
    void variablesHaveTheNamesThatLibrariesLookFor() {
        Bindings bindings = bindings(List.of(to("db", null), to("cache", null)),
                Map.of("db", addOn("postgresql", "db-credentials"), "cache", addOn("redis", "cache-credentials")));

        List<EnvVar> variables = bindings.variables(List.of()).toList();

        assertEquals(List.of("DATABASE_URL", "DATABASE_HOST", "DATABASE_PORT", "DATABASE_USERNAME", "DATABASE_PASSWORD", "DATABASE_NAME", "REDIS_URL",
                "REDIS_HOST", "REDIS_PORT", "REDIS_USERNAME", "REDIS_PASSWORD"), variables.stream().map(EnvVar::getName).toList());
        assertEquals("db-credentials/url", variables.getFirst().getValueFrom().getSecretKeyRef().getName() + "/"
                + variables.getFirst().getValueFrom().getSecretKeyRef().getKey());
        assertTrue(bindings.complete());
    }

    @Test
    void aPrefixTellsTwoOfTheSameTypeApart() {
        Bindings bindings = bindings(List.of(to("db", null), to("orders", "ORDERS")),
                Map.of("db", addOn("postgresql", "s"), "orders", addOn("mariadb", "s")));

        assertTrue(bindings.variables().keySet().containsAll(List.of("DATABASE_URL", "ORDERS_DATABASE_URL")));
        assertEquals(List.of(), bindings.findings());
    }

    @Test
    void withoutOneTheSecondIsToldApart() {
        Bindings bindings = bindings(List.of(to("db", null), to("orders", null)), Map.of("db", addOn("postgresql", "s"), "orders", addOn("mariadb", "s")));

        assertEquals(List.of("Add-ons db and orders would both be DATABASE_URL; give orders a prefix"),
                bindings.findings().stream().map(Finding::message).toList());
        assertEquals("db", bindings.variables().get("DATABASE_URL").addOn());
    }

    @Test
    void whatTheApplicationSetsItselfIsNotTakenFromIt() {
        Bindings bindings = bindings(List.of(to("db", null)), Map.of("db", addOn("postgresql", "s")));

        assertFalse(
                bindings.variables(List.of(new Application.Variable("DATABASE_URL", "mine", null))).anyMatch(each -> each.getName().equals("DATABASE_URL")));
    }

    @Test
    void anAddOnThatIsNotThereIsSaidAndHoldsItsPodsBack() {
        Bindings bindings = bindings(List.of(to("db", null)), Map.of());

        assertFalse(bindings.complete());
        assertEquals(List.of(Bindings.MISSING), bindings.findings().stream().map(Finding::reason).toList());
    }

    @Test
    void oneWithoutCredentialsIsWaitedFor() {
        Bindings bindings = bindings(List.of(to("db", null)), Map.of("db", addOn("postgresql", null)));

        assertFalse(bindings.complete());
        assertEquals(List.of(Bindings.NOT_READY), bindings.findings().stream().map(Finding::reason).toList());
    }
}
