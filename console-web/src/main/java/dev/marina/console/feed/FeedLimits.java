package dev.marina.console.feed;

/// What the console keeps for its people at most, so that a cluster of millions of objects is no burden to anybody else.
public record FeedLimits(int listsPerPerson, long bytesPerPerson, long bytesPerCluster) {

    /// Some 10,000 rows of pods for each person.
    public static final FeedLimits STANDARD = new FeedLimits(40, 8L << 20, 24L << 20);

    public FeedLimits {
        if (listsPerPerson < 1 || bytesPerPerson < 1 || bytesPerCluster < 1) {
            throw new IllegalArgumentException("feed limits are %d lists, %d and %d bytes; each must be at least 1"
                    .formatted(listsPerPerson, bytesPerPerson, bytesPerCluster));
        }
    }
}
