package dev.marina.apiserver.podsecurity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How much a pod may ask for; the later, the less.
public enum Level {
    PRIVILEGED, BASELINE, RESTRICTED;

    static Optional<Level> find(String text) {
        return Stream.of(values()).filter(level -> level.toString().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
