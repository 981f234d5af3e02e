package dev.marina.store.backup;

import java.util.List;

/// How far what is in volumes has been copied. A value.
///
/// @param count volumes that are concerned
/// @param done of them
/// @param bytes that are to be copied of those of which it is known
/// @param bytesDone of them
/// @param items the first of them
/// @param leftOut the first of the claims that are not concerned
/// @param leftOutCount all of those
public record VolumeProgress(int count, int done, long bytes, long bytesDone, List<Item> items, List<Manifest.LeftOut> leftOut, int leftOutCount) {

    public static final int MOST_NAMED = 100;

    public enum Phase {
        WAITING, COPYING, STORED, VERIFYING, VERIFIED, RESTORED, FAILED
    }

    /// @param message what it waits for or why it failed; "" for nothing
    public record Item(String namespace, String claim, Phase phase, long bytes, long bytesDone, String message) {

        public boolean ended() {
            return phase != Phase.WAITING && phase != Phase.COPYING && phase != Phase.VERIFYING;
        }
    }

    public static VolumeProgress of(List<Item> all, List<Manifest.LeftOut> leftOut) {
        return new VolumeProgress(all.size(), (int) all.stream().filter(Item::ended).count(), all.stream().mapToLong(Item::bytes).sum(),
                all.stream().mapToLong(Item::bytesDone).sum(), List.copyOf(all.subList(0, Math.min(MOST_NAMED, all.size()))),
                List.copyOf(leftOut.subList(0, Math.min(MOST_NAMED, leftOut.size()))), leftOut.size());
    }
}
