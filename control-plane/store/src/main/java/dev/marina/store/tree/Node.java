package dev.marina.store.tree;

import java.util.Arrays;
import java.util.Comparator;

/// A node of a tree: never changed once it is made. Arrays are exactly as long as what they hold.
abstract sealed class Node<K, V> permits Leaf, Inner {

    /// How many entries a node holds at most, and how many a node that is not at the edge keeps.
    static final int MOST = 32;
    static final int FEW = 8;

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

    /// What became of a node: itself changed, or split in two.
    record Change<K, V>(Node<K, V> left, Node<K, V> right, boolean grew) {}

    static Object[] inserted(Object[] array, int at, Object element) {
        Object[] longer = new Object[array.length + 1];
        System.arraycopy(array, 0, longer, 0, at);
        longer[at] = element;
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        return longer;
    }

    static Object[] removed(Object[] array, int at) {
        Object[] shorter = new Object[array.length - 1];
        System.arraycopy(array, 0, shorter, 0, at);
        System.arraycopy(array, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    static Object[] concatenated(Object[] left, Object[] right) {
        Object[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    static void require(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException(broken);
        }
    }
}
