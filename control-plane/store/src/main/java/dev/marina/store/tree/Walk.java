package dev.marina.store.tree;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/// Walks leaves from a place on. The stack is as deep as the tree: three levels hold 10,000 entries.
final class Walk<K, V> implements Iterator<V> {

    private static final int ALL = -1;

    /// Null where every value is wanted.
    private final Sieve<K, V, ?> sieve;
    private Frame<K, V> above;
    private Leaf<K, V> leaf;
    /// The places in the leaf that are still to come, a bit for each: a leaf has no more than an int has bits.
    private int left;

    Walk(Node<K, V> root, K from, boolean inclusive, Comparator<? super K> order, Sieve<K, V, ?> sieve) {
        this.sieve = sieve;
        Node<K, V> node = root;
        while (node instanceof Inner<K, V> inner) {
            int at = from == null ? 0 : inner.childFor(from, order);
            above = new Frame<>(inner, at + 1, above);
            node = inner.child(at);
        }
        enter((Leaf<K, V>) node);
        if (from != null) {
            int at = leaf.search(from, order);
            left &= behind(at < 0 ? -at - 1 : inclusive ? at : at + 1);
        }
        climb();
    }

    private void enter(Leaf<K, V> next) {
        leaf = next;
        int all = next.count() == 0 ? 0 : ALL >>> (Integer.SIZE - next.count());
        left = sieve == null || all == 0 ? all : all & next.wanted(sieve);
    }

    /// The places from `first` on.
    private static int behind(int first) {
        return first >= Integer.SIZE ? 0 : ALL << first;
    }

    @Override
    public boolean hasNext() {
        return leaf != null;
    }

    @Override
    public V next() {
        if (leaf == null) {
            throw new NoSuchElementException();
        }
        V value = leaf.value(Integer.numberOfTrailingZeros(left));
        left &= left - 1;
        climb();
        return value;
    }

    @Override
    public void forEachRemaining(Consumer<? super V> action) {
        while (leaf != null) {
            for (; left != 0; left &= left - 1) {
                action.accept(leaf.value(Integer.numberOfTrailingZeros(left)));
            }
            climb();
        }
    }

    /// How many values are still to come, up to a key.
    ///
    /// @param end the first key that does not count; null for all
    long count(K end, Comparator<? super K> order) {
        long count = 0;
        while (leaf != null) {
            if (end != null && order.compare(leaf.key(leaf.count() - 1), end) >= 0) {
                int at = leaf.search(end, order);
                return count + Integer.bitCount(left & ~behind(at < 0 ? -at - 1 : at));
            }
            count += Integer.bitCount(left);
            left = 0;
            climb();
        }
        return count;
    }

    /// After the last entry of a leaf, goes to the first of the next one that has any.
    private void climb() {
        while (leaf != null && left == 0) {
            while (above != null && above.next >= above.node.count()) {
                above = above.above;
            }
            if (above == null || sieve != null && !sieve.reaches(above.node.key(above.next))) {
                leaf = null;
                return;
            }
            Node<K, V> node = above.node.child(above.next++);
            while (node instanceof Inner<K, V> inner) {
                above = new Frame<>(inner, 1, above);
                node = inner.child(0);
            }
            enter((Leaf<K, V>) node);
        }
    }

    /// Where to go on in a node above.
    private static final class Frame<K, V> {
        final Inner<K, V> node;
        int next;
        final Frame<K, V> above;

        Frame(Inner<K, V> node, int next, Frame<K, V> above) {
            this.node = node;
            this.next = next;
            this.above = above;
        }
    }
}
