package dev.marina.scheduler.devices;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What selectors said of devices, which does not change as long as their slice does not. Two bits a device; the oldest go first. Whoever
/// has run out of [Effort] gets further the next time. Not for several threads.
public final class SelectorMemory {

    private static final int MOST = 4_000;

    private final Map<Key, Answers> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Answers> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String expression, String slice, String version) {}

    private record Answers(BitSet asked, BitSet matches) {}

    Optional<Boolean> find(String expression, Slice slice, int device) {
        Answers answers = known.get(key(expression, slice));
        return answers == null || !answers.asked.get(device) ? Optional.empty() : Optional.of(answers.matches.get(device));
    }

    void put(String expression, Slice slice, int device, boolean matches) {
        Answers answers = known.computeIfAbsent(key(expression, slice), _ -> new Answers(new BitSet(), new BitSet()));
        answers.asked.set(device);
        answers.matches.set(device, matches);
    }

    private static Key key(String expression, Slice slice) {
        return new Key(expression, slice.uid(), slice.version());
    }
}
