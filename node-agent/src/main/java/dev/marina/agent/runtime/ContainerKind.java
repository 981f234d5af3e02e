package dev.marina.agent.runtime;

/// What a container is in its pod. A sidecar is an init container that goes on running; an ephemeral one was added to look into a pod
/// that runs.
public enum ContainerKind {
    INIT, SIDECAR, MAIN, EPHEMERAL
}
