package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static List<String> compare(List<String> tenants, List<String> storeTenants, List<String> clusters) {
        return Comparison
                .of(new Manifest(1, "1.0", "ab12cd", "t", "t", "t", 1, Map.of(), false, Map.of(), tenants, storeTenants, clusters, List.of(), List.of()));
    }

    @Test
    void bothAgree() {
        assertEquals(List.of(), compare(List.of("acme", "without"), List.of("acme", "without"), List.of("acme/default", "acme/second")));
    }

    @Test
    void aClusterOfATenantThatTheDatabaseHasNotIsNamed() {
        assertEquals(List.of("cluster late/default is in the store, and the database has no tenant late"),
                compare(List.of("acme"), List.of("acme", "late"), List.of("acme/default", "late/default")));
    }

    @Test
    void aTenantWithoutClustersThatTheDatabaseHasNotIsNamed() {
        assertEquals(List.of("tenant late is in the store, and not in the database"),
                compare(List.of("acme"), List.of("acme", "late"), List.of("acme/default")));
    }

    @Test
    void aTenantThatTheStoreHasNotIsNamed() {
        assertEquals(List.of("tenant gone is in the database, and the store has neither it nor clusters of it"),
                compare(List.of("acme", "gone"), List.of("acme"), List.of("acme/default")));
    }
}
