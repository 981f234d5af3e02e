package dev.marina.agent.runtime;

/// What a container is in its pod. A sidecar is an init container that goes on running.
public enum ContainerKind {
    INIT, SIDECAR, MAIN
}
