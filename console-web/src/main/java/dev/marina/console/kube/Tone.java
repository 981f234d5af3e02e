package dev.marina.console.kube;

import java.util.Locale;

/// How a status is to be taken; its colour follows.
public enum Tone {
    GOOD, BUSY, BAD, QUIET;

    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }
}
