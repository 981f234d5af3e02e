package dev.marina.store.tree;

import java.util.Arrays;
import java.util.Comparator;

/// The smallest key of each child, and the children.
final class Inner<K, V> extends Node<K, V> {

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
