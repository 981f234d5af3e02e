package dev.marina.apiserver.podsecurity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A level as it was in one version of the standards.
///
/// @param minor of version 1
public record LevelVersion(Level level, int minor) {

    static final int LATEST = Integer.MAX_VALUE;
    static final LevelVersion OPEN = new LevelVersion(Level.PRIVILEGED, LATEST);
    private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]|[1-9][0-9]{1,8})");

    static Optional<Integer> minor(String text) {
        if (text.equals("latest")) {
            return Optional.of(LATEST);
        }
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    LevelVersion withLevel(Level other) {
        return new LevelVersion(other, minor);
    }

    LevelVersion withMinor(int other) {
        return new LevelVersion(level, other);
    }

    /// `restricted:v1.25`
    @Override
    public String toString() {
        return level + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
