package dev.marina.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which of a few objects have which labels, by hashes: so some may seem to have a label that they have not.
final class LabelDigest {

    private static final int ALL = -1;

    /// Of keys, and of keys with values; in order, each once.
    private final int[] hashes;
    /// A bit for each object, by the place of the hash.
    private final int[] places;

    private LabelDigest(int[] hashes, int[] places) {
        this.hashes = hashes;
        this.places = places;
    }

    /// Of at most 32 objects.
    static LabelDigest of(List<Stored> objects) {
        int size = 0;
        for (Stored object : objects) {
            size += 2 * object.fields().labels().size();
        }
        long[] found = new long[size];
        int next = 0;
        for (int place = 0; place < objects.size(); place++) {
            for (Map.Entry<String, String> label : objects.get(place).fields().labels().entrySet()) {
                found[next++] = (long) hash(label.getKey()) << Integer.SIZE | place;
                found[next++] = (long) hash(label.getKey(), label.getValue()) << Integer.SIZE | place;
            }
        }
        Arrays.sort(found);
        int[] hashes = new int[size];
        int[] places = new int[size];
        int last = -1;
        for (long each : found) {
            int hash = (int) (each >> Integer.SIZE);
            if (last < 0 || hashes[last] != hash) {
                hashes[++last] = hash;
            }
            places[last] |= 1 << (int) each;
        }
        return new LabelDigest(Arrays.copyOf(hashes, last + 1), Arrays.copyOf(places, last + 1));
    }

    private static int hash(String key) {
        return key.hashCode();
    }

    private static int hash(String key, String value) {
        return (key.hashCode() + 1) * 0x9E3779B1 ^ value.hashCode();
    }

    /// A bit for each object that may have all of it.
    int having(List<LabelTerm> terms) {
        int all = ALL;
        for (LabelTerm term : terms) {
            all &= having(term.key(), term.values());
        }
        return all;
    }

    private int having(String key, Set<String> values) {
        if (values.isEmpty()) {
            return places(hash(key));
        }
        int any = 0;
        for (String value : values) {
            any |= places(hash(key, value));
        }
        return any;
    }

    private int places(int hash) {
        int at = Arrays.binarySearch(hashes, hash);
        return at < 0 ? 0 : places[at];
    }
}
