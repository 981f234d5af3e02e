package dev.marina.launcher.process;

/// A process, not merely a number: a pid is used again, a pid with its start time is not. `boot` tells start times of different boots apart.
public record ProcessId(long pid, long startTicks, String boot) {}
