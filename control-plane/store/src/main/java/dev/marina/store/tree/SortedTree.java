package dev.marina.store.tree;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// An immutable ordered map. A change copies the path from the root to one leaf, some hundred bytes, and shares the
/// rest; readers of the older map are not disturbed. Arrays are exactly as long as what they hold, since there are many
/// small maps: a tree of three entries is two arrays.
///
/// It is a B+ tree: entries only in leaves, inner nodes hold the smallest key of each child.
public final class SortedTree<K, V> {

    private final Comparator<? super K> order;
    private final Node<K, V> root;
    private final int size;

    private SortedTree(Comparator<? super K> order, Node<K, V> root, int size) {
        this.order = order;
        this.root = root;
        this.size = size;
    }

    public static <K, V> SortedTree<K, V> empty(Comparator<? super K> order) {
        return new SortedTree<>(order, new Leaf<>(new Object[0], new Object[0]), 0);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public Optional<V> find(K key) {
        Node<K, V> node = root;
        while (node instanceof Inner<K, V> inner) {
            node = inner.child(inner.childFor(key, order));
        }
        Leaf<K, V> leaf = (Leaf<K, V>) node;
        int at = leaf.search(key, order);
        return at < 0 ? Optional.empty() : Optional.of(leaf.value(at));
    }

    /// A map that holds `value` at `key`, whatever was there.
    public SortedTree<K, V> with(K key, V value) {
        Objects.requireNonNull(value);
        Node.Change<K, V> change = root.with(key, value, order);
        Node<K, V> top = change.right() == null ? change.left() : Inner.of(change.left(), change.right());
        return new SortedTree<>(order, top, size + (change.grew() ? 1 : 0));
    }

    /// A map without `key`; this very map where it was not there.
    public SortedTree<K, V> without(K key) {
        Node<K, V> rest = root.without(key, order);
        if (rest == root) {
            return this;
        }
        while (rest instanceof Inner<K, V> inner && inner.count() == 1) {
            rest = inner.child(0);
        }
        return new SortedTree<>(order, rest, size - 1);
    }

    /// All values in the order of their keys.
    public Stream<V> stream() {
        return stream(new Walk<>(root, null, true, order, null));
    }

    /// The values from `key` on, itself included when `inclusive`.
    public Stream<V> streamFrom(K key, boolean inclusive) {
        return stream(new Walk<>(root, key, inclusive, order, null));
    }

    /// The values from `key` on, itself included when `inclusive`.
    public Iterator<V> from(K key, boolean inclusive) {
        return new Walk<>(root, key, inclusive, order, null);
    }

    /// The same without most of those that `sieve` does not want.
    public Iterator<V> from(K key, boolean inclusive, Sieve<K, V, ?> sieve) {
        return new Walk<>(root, key, inclusive, order, sieve);
    }

    /// How many values there are after `key`.
    ///
    /// @param end the first key that does not count; null for all
    public long countAfter(K key, K end) {
        return new Walk<>(root, key, false, order, null).count(end, order);
    }

    private Stream<V> stream(Walk<K, V> walk) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(walk,
                Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE), false);
    }

    /// For tests: the depth, or an exception that names a broken invariant.
    int check() {
        return root.check(null, order, true);
    }
}
