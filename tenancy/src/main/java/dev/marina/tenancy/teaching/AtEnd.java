package dev.marina.tenancy.teaching;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What becomes of the clusters that were made for a class when it is closed. A learner's other clusters stay as they are in any case.
public enum AtEnd {
    KEEP,
    /// They have no nodes any more; everything that is stored in them stays.
    ASLEEP,
    REMOVE;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AtEnd> find(String text) {
        return Arrays.stream(values()).filter(one -> one.text().equals(text)).findFirst();
    }
}
