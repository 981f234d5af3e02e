package dev.marina.launcher.instance;

/// The ports that only our own processes use. All listen on loopback, except that agents on other machines reach `AGENT`.
public enum InternalPort {
    ETCD_CLIENT,
    ETCD_PEER,
    POSTGRESQL,
    KEYCLOAK_MANAGEMENT,
    CONTROL_PLANE,
    AGENT,
    PROXY,
    NODE_AGENT,
    CONSOLE,
    KEYCLOAK,
    ETCD_HEALTH,
    ENTRANCE_NAMES,
    REGISTRY,
    REGISTRY_GATE,
    REGISTRY_CACHE;

    String key() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
