package dev.marina.store.tree;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/// Walks leaves from a place on. The stack is as deep as the tree: three levels hold 10,000 entries.
final class Walk<K, V> implements Iterator<V> {

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
