package dev.marina.controllers.platform;

import dev.marina.controllers.engine.Finalizer;

/// By which the platform's controllers hold an object until what they made for it is gone.
final class Finalizers {

    static final Finalizer TENANT = new Finalizer("marina.dev/namespace");
    static final Finalizer CLUSTER = new Finalizer("marina.dev/cluster");
    static final Finalizer POOL = new Finalizer("marina.dev/nodes");

    private Finalizers() {}
}
