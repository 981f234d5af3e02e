package dev.marina.apiserver.endpoint;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Identities of objects.
public final class Uid {

    private Uid() {}

    /// A random UUID, version 4 of RFC 9562.
    public static String random(RandomGenerator random) {
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63).toString();
    }
}
