package dev.marina.controlplane.plan;

import java.util.Random;
import java.util.random.RandomGenerator;

/// What a world's server makes identities and names of. Identities follow each other in the order in which objects are made: where two pods are of the
/// same second, the scheduler takes the one with the lower identity first, and which one that is must not depend on an object less or more that was
/// made before them. Names are drawn apart from that, and equal in worlds with the same seed. For one thread.
final class OrderlyNames implements RandomGenerator {

    private static final int DRAWN_BITS = 24;

    private final Random identities;
    private final Random names;
    private long made;

    OrderlyNames(long seed) {
        identities = new Random(seed);
        names = new Random(~seed);
    }

    @Override
    public long nextLong() {
        return ++made << DRAWN_BITS | identities.nextInt(1 << DRAWN_BITS);
    }

    @Override
    public int nextInt() {
        return names.nextInt();
    }
}
