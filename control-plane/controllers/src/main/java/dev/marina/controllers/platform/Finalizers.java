package dev.marina.controllers.platform;

import dev.marina.controllers.engine.Finalizer;
import dev.marina.model.Cluster;

/// By which the platform's controllers hold an object until what they made for it is gone.
final class Finalizers {

    static final Finalizer TENANT = new Finalizer("marina.dev/namespace");
    static final Finalizer CLUSTER = new Finalizer(Cluster.FINALIZER);
    static final Finalizer POOL = new Finalizer("marina.dev/nodes");

    private Finalizers() {}
}
