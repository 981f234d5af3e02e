package dev.marina.controllers.platform;

/// Names that the platform writes into objects.
final class Labels {

    static final String POOL = "marina.dev/pool";
    static final String CLUSTER_FINALIZER = "marina.dev/cluster";
    static final String POOL_FINALIZER = "marina.dev/nodes";

    private Labels() {}
}
