package dev.marina.store.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedTreeTest {

    private static final SortedTree<Integer, String> EMPTY = SortedTree.empty(Comparator.naturalOrder());

    @Test
    void an_older_tree_is_not_changed_by_a_newer_one() {
        SortedTree<Integer, String> one = EMPTY.with(1, "a");
        SortedTree<Integer, String> two = one.with(1, "b").with(2, "c");
        assertEquals(List.of("a"), one.stream().toList());
        assertEquals(List.of("b", "c"), two.stream().toList());
        assertEquals(0, EMPTY.size());
    }

    @Test
    void removing_what_is_not_there_gives_the_same_tree() {
        SortedTree<Integer, String> one = EMPTY.with(1, "a");
        assertSame(one, one.without(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void it_agrees_with_a_tree_map_after_any_changes(long seed) {
        Random random = new Random(seed);
        TreeMap<Integer, String> expected = new TreeMap<>();
        SortedTree<Integer, String> tree = EMPTY;
        int span = 10 + random.nextInt(3000);
        for (int i = 0; i < 6000; i++) {
            int key = random.nextInt(span);
            boolean shrinking = i / 1500 % 2 == 1;
            if (random.nextInt(4) < (shrinking ? 3 : 1)) {
                expected.remove(key);
                tree = tree.without(key);
            } else {
                expected.put(key, "v" + i);
                tree = tree.with(key, "v" + i);
            }
            if (i % 500 == 0) {
                tree.check();
            }
        }
        tree.check();
        assertEquals(expected.size(), tree.size(), "seed " + seed);
        assertEquals(List.copyOf(expected.values()), tree.stream().toList(), "seed " + seed);
        for (int i = 0; i < 100; i++) {
            int key = random.nextInt(span + 2) - 1;
            assertEquals(Optional.ofNullable(expected.get(key)), tree.find(key), "seed " + seed);
            List<String> from = new ArrayList<>();
            tree.from(key, i % 2 == 0).forEachRemaining(from::add);
            assertEquals(List.copyOf(expected.tailMap(key, i % 2 == 0).values()), from, "seed " + seed);
        }
    }

    /// Numbers of which the last digit is wanted; leaves remember which last digits they have.
    private record LastDigit(int wanted, int end) implements Sieve<Integer, String, int[]> {
        @Override
        public int[] digest(List<String> values) {
            return values.stream().mapToInt(value -> Integer.parseInt(value) % 10).toArray();
        }

        @Override
        public int wanted(int[] digest) {
            int places = 0;
            for (int i = 0; i < digest.length; i++) {
                places |= digest[i] == wanted ? 1 << i : 0;
            }
            return places;
        }

        @Override
        public boolean reaches(Integer key) {
            return key < end;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_sieve_finds_what_is_wanted_also_after_changes(long seed) {
        Random random = new Random(seed);
        TreeMap<Integer, String> all = new TreeMap<>();
        SortedTree<Integer, String> tree = EMPTY;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 100; i++) {
                int key = random.nextInt(5000);
                if (random.nextInt(4) == 0) {
                    all.remove(key);
                    tree = tree.without(key);
                } else {
                    all.put(key, Integer.toString(key));
                    tree = tree.with(key, Integer.toString(key));
                }
            }
            int from = random.nextInt(5000);
            int digit = random.nextInt(10);
            List<String> found = new ArrayList<>();
            tree.from(from, false, new LastDigit(digit, Integer.MAX_VALUE)).forEachRemaining(found::add);
            assertEquals(all.tailMap(from, false).values().stream().filter(value -> Integer.parseInt(value) % 10 == digit).toList(), found, "seed " + seed);
            int end = from + random.nextInt(1000);
            List<String> before = new ArrayList<>();
            for (var some = tree.from(from, false, new LastDigit(digit, end)); some.hasNext();) {
                before.add(some.next());
            }
            List<String> wanted = all.subMap(from, false, Math.max(from + 1, end), false).values().stream()
                    .filter(value -> Integer.parseInt(value) % 10 == digit)
                    .toList();
            assertEquals(wanted, before.stream().filter(value -> Integer.parseInt(value) < end).toList(), "seed " + seed);
            assertEquals(all.tailMap(from, false).size(), tree.countAfter(from, null), "seed " + seed);
            assertEquals(all.subMap(from, false, Math.max(from + 1, end), false).size(), tree.countAfter(from, Math.max(from + 1, end)), "seed " + seed);
        }
    }

    @Test
    void ten_thousand_entries_in_order_fill_three_levels() {
        SortedTree<Integer, String> tree = EMPTY;
        for (int i = 0; i < 10_000; i++) {
            tree = tree.with(i, "v");
        }
        assertEquals(3, tree.check());
    }
}
