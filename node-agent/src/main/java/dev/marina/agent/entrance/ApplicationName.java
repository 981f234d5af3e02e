package dev.marina.agent.entrance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A name below the applications' domain: `<application>.<tenant>` is of the tenant's cluster `default`,
/// `<application>.<cluster>.<tenant>` of the cluster named.
public record ApplicationName(String application, String cluster, String tenant) {

    static final String DEFAULT = "default";

    /// All names of one cluster's applications.
    public static List<String> all(String tenant, String cluster, String domain) {
        String named = "*.%s.%s.%s".formatted(cluster, tenant, domain);
        return cluster.equals(DEFAULT) ? List.of("*.%s.%s".formatted(tenant, domain), named) : List.of(named);
    }

    /// Empty for every other name.
    ///
    /// @param host without a dot at its end
    static Optional<ApplicationName> of(String host, String domain) {
        String name = host.toLowerCase(Locale.ROOT);
        if (!name.endsWith("." + domain)) {
            return Optional.empty();
        }
        List<String> labels = List.of(name.substring(0, name.length() - domain.length() - 1).split("\\.", -1));
        if (labels.stream().anyMatch(String::isEmpty)) {
            return Optional.empty();
        }
        return switch (labels.size()) {
            case 2 -> Optional.of(new ApplicationName(labels.get(0), DEFAULT, labels.get(1)));
            case 3 -> Optional.of(new ApplicationName(labels.get(0), labels.get(1), labels.get(2)));
            default -> Optional.empty();
        };
    }
}
