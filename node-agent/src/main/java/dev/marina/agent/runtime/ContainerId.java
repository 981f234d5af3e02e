package dev.marina.agent.runtime;

/// The engine's name of one container (one attempt to run it: a restart makes a new one).
public record ContainerId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
