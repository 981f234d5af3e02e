package dev.marina.agent.probe;

/// @param message for the event, when the probe failed
public record ProbeResult(boolean success, String message) {
    public static final ProbeResult SUCCESS = new ProbeResult(true, "");

    public static ProbeResult failure(String message) {
        return new ProbeResult(false, message);
    }
}
