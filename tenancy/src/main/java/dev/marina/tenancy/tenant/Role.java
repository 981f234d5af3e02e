package dev.marina.tenancy.tenant;

import java.util.Arrays;
import java.util.Optional;

/// What a person may do in a tenant; each role includes the ones after it.
public enum Role {
    OWNER, DEVELOPER, VIEWER;

    /// As in Keycloak's group names, in REST and in the management cluster.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public boolean includes(Role needed) {
        return compareTo(needed) <= 0;
    }

    public static Optional<Role> find(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
