package dev.marina.builds;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is kept of layers, by the tags that they have, and what has to go for another one.
///
/// @param entries in any order
record LayerShelf(List<Entry> entries) {

    /// Longer than this none is used: what a command fetches becomes old.
    static final Duration LONGEST = Duration.ofDays(14);
    static final int MOST = 400;

    /// One of them.
    ///
    /// @param made when, in seconds
    record Entry(LayerKey key, long bytes, long made) {

        /// All that has to be known of it, so that a list of tags is a list of what there is.
        String tag() {
            return "%s.%d.%d".formatted(key.hex(), bytes, made);
        }
    }

    private static final Pattern TAG = Pattern.compile("(?<key>[0-9a-f]{64})\\.(?<bytes>\\d{1,12})\\.(?<made>\\d{1,12})");

    /// @param tags those of another form are nobody's that builds know
    static LayerShelf of(List<String> tags) {
        return new LayerShelf(tags.stream().map(TAG::matcher).filter(Matcher::matches)
                .map(tag -> new Entry(new LayerKey(tag.group("key")), Long.parseLong(tag.group("bytes")), Long.parseLong(tag.group("made")))).toList());
    }

    /// The newest of the key, where it is not too old.
    Optional<Entry> find(LayerKey key, Instant now) {
        return entries.stream().filter(entry -> entry.key().equals(key) && fresh(entry, now)).max(Comparator.comparingLong(Entry::made));
    }

    private static boolean fresh(Entry entry, Instant now) {
        return entry.made() > now.minus(LONGEST).getEpochSecond();
    }

    /// What has to go, so that there is room for one more: first what is too old, then the oldest; what the same build has found or made stays.
    ///
    /// @param used by this build
    /// @return empty: there is no room, whatever goes
    Optional<List<Entry>> goingFor(long bytes, long mostBytes, Set<LayerKey> used, Instant now) {
        List<Entry> going = new ArrayList<>(entries.stream().filter(entry -> !used.contains(entry.key()) && !fresh(entry, now)).toList());
        List<Entry> staying = new ArrayList<>(entries.stream().filter(entry -> !going.contains(entry)).sorted(Comparator.comparingLong(Entry::made)).toList());
        long total = staying.stream().mapToLong(Entry::bytes).sum();
        for (Entry entry : List.copyOf(staying)) {
            if (total + bytes <= mostBytes && staying.size() < MOST) {
                break;
            }
            if (!used.contains(entry.key())) {
                staying.remove(entry);
                going.add(entry);
                total -= entry.bytes();
            }
        }
        return total + bytes <= mostBytes && staying.size() < MOST ? Optional.of(List.copyOf(going)) : Optional.empty();
    }

    LayerShelf with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new LayerShelf(List.copyOf(more));
    }

    LayerShelf without(List<Entry> gone) {
        return new LayerShelf(entries.stream().filter(entry -> !gone.contains(entry)).toList());
    }
}
