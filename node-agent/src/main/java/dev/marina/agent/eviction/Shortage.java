package dev.marina.agent.eviction;

/// What a node is short of, by which threshold.
///
/// @param threshold less than which is available
/// @param hard whether it cannot wait
public record Shortage(Observation observation, long threshold, boolean hard) {

    static Shortage hard(Observation observation) {
        return new Shortage(observation, observation.threshold(), true);
    }

    public EvictionSignal signal() {
        return observation.signal();
    }
}
