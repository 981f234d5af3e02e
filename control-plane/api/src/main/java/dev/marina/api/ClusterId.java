package dev.marina.api;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Names one cluster for ever: sixteen lower-case hexadecimal digits, never used a second time, not even after
/// the cluster is deleted. People see tenant and cluster names; keys, logs and caches carry this id.
public record ClusterId(String value) implements Comparable<ClusterId> {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public ClusterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("cluster id \"%s\" is not sixteen lower-case hexadecimal digits".formatted(value));
        }
    }

    public static ClusterId random(RandomGenerator random) {
        return of(random.nextLong());
    }

    public static ClusterId of(long bits) {
        return new ClusterId("%016x".formatted(bits));
    }

    public long bits() {
        return Long.parseUnsignedLong(value, 16);
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
