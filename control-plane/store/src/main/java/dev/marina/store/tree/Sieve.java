package dev.marina.store.tree;

import java.util.List;

/// Looks for few of many values without looking at each: of a leaf's values something small is made once and kept with the leaf, for whoever
/// looks next. A change makes one leaf anew and leaves all others what they know.
///
/// @param <D> what is made; never changed, and safe to be read by a thread that finds it without a lock (all its fields are final)
public interface Sieve<K, V, D> {

    /// All sieves of one tree make the same of the same values, of which there are at most 32.
    D digest(List<V> values);

    /// A bit for each value that may be wanted, the first one's lowest.
    int wanted(D digest);

    /// Whether something that is wanted may stand at this key or behind it.
    boolean reaches(K key);
}
