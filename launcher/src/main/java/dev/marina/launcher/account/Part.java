package dev.marina.launcher.account;

/// The parts of an installation that have a user of their own: all but those that need root.
public enum Part {
    ETCD("etcd"), POSTGRESQL("postgres"), KEYCLOAK("keycloak"), CONTROL_PLANE("control"), PAYARA("payara"), FRONT("front"), REGISTRY("registry");

    private final String suffix;

    Part(String suffix) {
        this.suffix = suffix;
    }

    /// At most 24 characters; a user's name may have 32.
    String userName(String instanceId) {
        return "marina-" + instanceId + "-" + suffix;
    }

    String key() {
        return suffix;
    }
}
