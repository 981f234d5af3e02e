package dev.marina.launcher.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Database and store are of two moments, some seconds apart: who came or went between them is in one and not in the other.
final class Comparison {
    /// In words for the operator. Empty: both agree.
    static List<String> of(Manifest manifest) {
        Set<String> database = Set.copyOf(manifest.tenants());
        Set<String> store = Set.copyOf(manifest.storeTenants());
        List<String> differences = new ArrayList<>();
        manifest.clusters().stream().filter(cluster -> !database.contains(tenant(cluster)))
                .forEach(cluster -> differences.add("cluster %s is in the store, and the database has no tenant %s".formatted(cluster, tenant(cluster))));
        manifest.storeTenants().stream().filter(tenant -> !database.contains(tenant) && manifest.clusters().stream().noneMatch(in(tenant)))
                .forEach(tenant -> differences.add("tenant %s is in the store, and not in the database".formatted(tenant)));
        manifest.tenants().stream().filter(tenant -> !store.contains(tenant))
                .forEach(tenant -> differences.add("tenant %s is in the database, and the store has neither it nor clusters of it".formatted(tenant)));
        return differences;
    }

    private static java.util.function.Predicate<String> in(String tenant) {
        return cluster -> tenant(cluster).equals(tenant);
    }

    private static String tenant(String cluster) {
        return cluster.substring(0, cluster.indexOf('/'));
    }

    private Comparison() {}
}
