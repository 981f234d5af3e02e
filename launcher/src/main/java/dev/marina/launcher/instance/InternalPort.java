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
    REGISTRY_CACHE,
    // Of parts that may have several processes. Where they have, the front has the ports above at which others look for them.
    ETCD_2_CLIENT,
    ETCD_2_PEER,
    ETCD_2_HEALTH,
    ETCD_3_CLIENT,
    ETCD_3_PEER,
    ETCD_3_HEALTH,
    CONTROL_PLANE_2,
    API_1,
    API_2,
    AGENT_1,
    AGENT_2,
    PROXY_1,
    PROXY_2,
    CONSOLE_1,
    CONSOLE_2;

    String key() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
