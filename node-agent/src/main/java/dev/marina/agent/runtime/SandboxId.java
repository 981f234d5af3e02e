package dev.marina.agent.runtime;

/// The engine's name of a pod's sandbox.
public record SandboxId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
