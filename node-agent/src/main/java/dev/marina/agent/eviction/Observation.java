package dev.marina.agent.eviction;

/// How much a node has left of something.
public record Observation(EvictionSignal signal, long available, long capacity) {

    long threshold() {
        return signal.threshold(capacity);
    }

    boolean starved() {
        return available < threshold();
    }
}
