package dev.marina.agent.probe;

/// @param message for the event, when the probe failed; or when it succeeded by an answer that its owner should hear of
public record ProbeResult(boolean success, String message) {
    public static final ProbeResult SUCCESS = new ProbeResult(true, "");

    static ProbeResult warning(String message) {
        return new ProbeResult(true, message);
    }

    public static ProbeResult failure(String message) {
        return new ProbeResult(false, message);
    }
}
