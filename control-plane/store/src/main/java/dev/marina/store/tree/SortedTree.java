package dev.marina.store.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// An immutable ordered map. A change copies the path from the root to one leaf, some hundred bytes, and shares the
/// rest; readers of the older map are not disturbed. Arrays are exactly as long as what they hold, since there are many
/// small maps: a tree of three entries is two arrays.
///
/// It is a B+ tree: entries only in leaves, inner nodes hold the smallest key of each child.
public final class SortedTree<K, V> {

    static final int MOST = 32;
    static final int FEW = 8;

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
        Change<K, V> change = root.with(key, value, order);
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
        return stream(new Walk<>(root, null, true, order));
    }

    /// The values from `key` on, itself included when `inclusive`.
    public Stream<V> streamFrom(K key, boolean inclusive) {
        return stream(new Walk<>(root, key, inclusive, order));
    }

    /// The values from `key` on, itself included when `inclusive`.
    public Iterator<V> from(K key, boolean inclusive) {
        return new Walk<>(root, key, inclusive, order);
    }

    private Stream<V> stream(Walk<K, V> walk) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(walk,
                Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE), false);
    }

    /// For tests: the depth, or an exception that names a broken invariant.
    int check() {
        return root.check(null, order, true);
    }

    /// What became of a node: itself changed, or split in two.
    private record Change<K, V>(Node<K, V> left, Node<K, V> right, boolean grew) {}

    private abstract static sealed class Node<K, V> {

        final Object[] keys;

        Node(Object[] keys) {
            this.keys = keys;
        }

        final int count() {
            return keys.length;
        }

        @SuppressWarnings("unchecked")
        final K key(int at) {
            return (K) keys[at];
        }

        /// The place of `key`, or -(place where it belongs) - 1.
        final int search(K key, Comparator<? super K> order) {
            int low = 0;
            int high = keys.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int compared = order.compare(key(middle), key);
                if (compared == 0) {
                    return middle;
                }
                if (compared < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -low - 1;
        }

        abstract Change<K, V> with(K key, V value, Comparator<? super K> order);

        abstract Node<K, V> without(K key, Comparator<? super K> order);

        /// This node and its right neighbour as one.
        abstract Node<K, V> joined(Node<K, V> right);

        abstract int check(K least, Comparator<? super K> order, boolean root);
    }

    private static final class Leaf<K, V> extends Node<K, V> {

        final Object[] values;

        Leaf(Object[] keys, Object[] values) {
            super(keys);
            this.values = values;
        }

        @SuppressWarnings("unchecked")
        V value(int at) {
            return (V) values[at];
        }

        @Override
        Change<K, V> with(K key, V value, Comparator<? super K> order) {
            int at = search(key, order);
            if (at >= 0) {
                Object[] newKeys = keys.clone();
                newKeys[at] = key;
                Object[] newValues = values.clone();
                newValues[at] = value;
                return new Change<>(new Leaf<>(newKeys, newValues), null, false);
            }
            int place = -at - 1;
            Object[] newKeys = inserted(keys, place, key);
            Object[] newValues = inserted(values, place, value);
            if (newKeys.length <= MOST) {
                return new Change<>(new Leaf<>(newKeys, newValues), null, true);
            }
            // Appending in order is usual (names with increasing suffixes, events): then leave the left one full.
            int cut = place == keys.length ? newKeys.length - FEW : newKeys.length / 2;
            return new Change<>(
                    new Leaf<>(Arrays.copyOfRange(newKeys, 0, cut), Arrays.copyOfRange(newValues, 0, cut)),
                    new Leaf<>(Arrays.copyOfRange(newKeys, cut, newKeys.length), Arrays.copyOfRange(newValues, cut, newValues.length)),
                    true);
        }

        @Override
        Node<K, V> without(K key, Comparator<? super K> order) {
            int at = search(key, order);
            return at < 0 ? this : new Leaf<>(removed(keys, at), removed(values, at));
        }

        @Override
        Node<K, V> joined(Node<K, V> right) {
            return new Leaf<>(concatenated(keys, right.keys), concatenated(values, ((Leaf<K, V>) right).values));
        }

        @Override
        int check(K least, Comparator<? super K> order, boolean root) {
            require(root || keys.length > 0 && keys.length <= MOST, "a leaf holds " + keys.length);
            require(least == null || order.compare(least, key(0)) == 0, "a leaf's smallest key is not its parent's");
            for (int i = 1; i < keys.length; i++) {
                require(order.compare(key(i - 1), key(i)) < 0, "keys are out of order");
            }
            return 1;
        }
    }

    private static final class Inner<K, V> extends Node<K, V> {

        final Object[] children;

        Inner(Object[] keys, Object[] children) {
            super(keys);
            this.children = children;
        }

        static <K, V> Inner<K, V> of(Node<K, V> left, Node<K, V> right) {
            return new Inner<>(new Object[] {left.keys[0], right.keys[0]}, new Object[] {left, right});
        }

        @SuppressWarnings("unchecked")
        Node<K, V> child(int at) {
            return (Node<K, V>) children[at];
        }

        int childFor(K key, Comparator<? super K> order) {
            int at = search(key, order);
            return at >= 0 ? at : Math.max(0, -at - 2);
        }

        @Override
        Change<K, V> with(K key, V value, Comparator<? super K> order) {
            int at = childFor(key, order);
            Change<K, V> below = child(at).with(key, value, order);
            Object[] newKeys = keys.clone();
            Object[] newChildren = children.clone();
            newKeys[at] = below.left().keys[0];
            newChildren[at] = below.left();
            if (below.right() == null) {
                return new Change<>(new Inner<>(newKeys, newChildren), null, below.grew());
            }
            newKeys = inserted(newKeys, at + 1, below.right().keys[0]);
            newChildren = inserted(newChildren, at + 1, below.right());
            if (newKeys.length <= MOST) {
                return new Change<>(new Inner<>(newKeys, newChildren), null, below.grew());
            }
            int cut = at + 1 == keys.length ? newKeys.length - FEW : newKeys.length / 2;
            return new Change<>(
                    new Inner<>(Arrays.copyOfRange(newKeys, 0, cut), Arrays.copyOfRange(newChildren, 0, cut)),
                    new Inner<>(Arrays.copyOfRange(newKeys, cut, newKeys.length), Arrays.copyOfRange(newChildren, cut, newChildren.length)),
                    below.grew());
        }

        @Override
        Node<K, V> without(K key, Comparator<? super K> order) {
            int at = childFor(key, order);
            Node<K, V> rest = child(at).without(key, order);
            if (rest == child(at)) {
                return this;
            }
            if (rest.count() == 0) {
                return new Inner<>(removed(keys, at), removed(children, at));
            }
            Object[] newKeys = keys.clone();
            Object[] newChildren = children.clone();
            newKeys[at] = rest.keys[0];
            newChildren[at] = rest;
            if (rest.count() >= FEW) {
                return new Inner<>(newKeys, newChildren);
            }
            int left = at > 0 ? at - 1 : at;
            if (left + 1 >= newKeys.length || count(newChildren[left]) + count(newChildren[left + 1]) > MOST - FEW) {
                return new Inner<>(newKeys, newChildren);
            }
            newChildren[left] = node(newChildren[left]).joined(node(newChildren[left + 1]));
            return new Inner<>(removed(newKeys, left + 1), removed(newChildren, left + 1));
        }

        @SuppressWarnings("unchecked")
        private Node<K, V> node(Object child) {
            return (Node<K, V>) child;
        }

        private int count(Object child) {
            return node(child).count();
        }

        @Override
        Node<K, V> joined(Node<K, V> right) {
            return new Inner<>(concatenated(keys, right.keys), concatenated(children, ((Inner<K, V>) right).children));
        }

        @Override
        int check(K least, Comparator<? super K> order, boolean root) {
            require(keys.length > (root ? 1 : 0) && keys.length <= MOST, "an inner node holds " + keys.length);
            require(least == null || order.compare(least, key(0)) == 0, "an inner node's smallest key is not its parent's");
            int depth = child(0).check(key(0), order, false);
            for (int i = 1; i < keys.length; i++) {
                require(order.compare(key(i - 1), key(i)) < 0, "keys are out of order");
                require(child(i).check(key(i), order, false) == depth, "leaves are not at one depth");
            }
            return depth + 1;
        }
    }

    /// Walks leaves from a place on. The stack is as deep as the tree: three levels hold 10,000 entries.
    private static final class Walk<K, V> implements Iterator<V> {

        private Frame<K, V> above;
        private Leaf<K, V> leaf;
        private int next;

        Walk(Node<K, V> root, K from, boolean inclusive, Comparator<? super K> order) {
            Node<K, V> node = root;
            while (node instanceof Inner<K, V> inner) {
                int at = from == null ? 0 : inner.childFor(from, order);
                above = new Frame<>(inner, at + 1, above);
                node = inner.child(at);
            }
            leaf = (Leaf<K, V>) node;
            if (from != null) {
                int at = leaf.search(from, order);
                next = at < 0 ? -at - 1 : inclusive ? at : at + 1;
            }
            climb();
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
            V value = leaf.value(next++);
            climb();
            return value;
        }

        @Override
        public void forEachRemaining(Consumer<? super V> action) {
            while (leaf != null) {
                for (int i = next; i < leaf.count(); i++) {
                    action.accept(leaf.value(i));
                }
                next = leaf.count();
                climb();
            }
        }

        /// After the last entry of a leaf, goes to the first of the next one.
        private void climb() {
            while (leaf != null && next >= leaf.count()) {
                while (above != null && above.next >= above.node.count()) {
                    above = above.above;
                }
                if (above == null) {
                    leaf = null;
                    return;
                }
                Node<K, V> node = above.node.child(above.next++);
                while (node instanceof Inner<K, V> inner) {
                    above = new Frame<>(inner, 1, above);
                    node = inner.child(0);
                }
                leaf = (Leaf<K, V>) node;
                next = 0;
            }
        }
    }

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

    private static Object[] inserted(Object[] array, int at, Object element) {
        Object[] longer = new Object[array.length + 1];
        System.arraycopy(array, 0, longer, 0, at);
        longer[at] = element;
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        return longer;
    }

    private static Object[] removed(Object[] array, int at) {
        Object[] shorter = new Object[array.length - 1];
        System.arraycopy(array, 0, shorter, 0, at);
        System.arraycopy(array, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    private static Object[] concatenated(Object[] left, Object[] right) {
        Object[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException(broken);
        }
    }
}
