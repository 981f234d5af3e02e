package dev.marina.agent.pod;

/// Why a container has not been started although it should be, in upstream's words.
record Waiting(String reason, String message) {}
