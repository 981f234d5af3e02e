package dev.marina.store.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Entries in the order of their keys.
final class Leaf<K, V> extends Node<K, V> {

    final Object[] values;
    /// Null until a [Sieve] asks for it. Two threads may both make it, and make the same.
    private Object digest;

    Leaf(Object[] keys, Object[] values) {
        super(keys);
        this.values = values;
    }

    @SuppressWarnings("unchecked")
    V value(int at) {
        return (V) values[at];
    }

    /// The places of the values that may be wanted, a bit for each.
    @SuppressWarnings("unchecked")
    <D> int wanted(Sieve<K, V, D> sieve) {
        D known = (D) digest;
        if (known == null) {
            known = sieve.digest((List<V>) (List<?>) Arrays.asList(values));
            digest = known;
        }
        return sieve.wanted(known);
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
