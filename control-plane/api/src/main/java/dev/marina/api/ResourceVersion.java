package dev.marina.api;

/// The sequence number of a change in its own cluster's log. Starts at 1; says nothing about other clusters.
public record ResourceVersion(long value) implements Comparable<ResourceVersion> {

    public static final ResourceVersion NONE = new ResourceVersion(0);

    public ResourceVersion {
        if (value < 0) {
            throw new IllegalArgumentException("resourceVersion %d is negative".formatted(value));
        }
    }

    public ResourceVersion next() {
        return new ResourceVersion(value + 1);
    }

    public boolean isAfter(ResourceVersion other) {
        return value > other.value;
    }

    @Override
    public int compareTo(ResourceVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
