package dev.marina.store;

import java.util.Map;
import java.util.Set;

/// The few facts about an object that queries need, extracted once before the commit and stored beside the bytes, so
/// that loading, selecting and watching parse nothing.
///
/// @param labels the object's labels
/// @param selectable values that field selectors may ask for, by field path, such as `spec.nodeName` or `status.phase`;
///     name and namespace are in the key
/// @param owners uids of owner references
/// @param claims things of which the cluster has only one, such as `clusterIP/10.96.0.12` or `nodePort/TCP/30080`; a write whose
///     claim another object holds is refused with [StoreException.Claimed]
/// @param terminating whether a deletionTimestamp is set
public record Fields(String uid, Map<String, String> labels, Map<String, String> selectable, Set<String> owners,
        Set<String> claims, boolean terminating) {

    public static final Fields NONE = new Fields("", Map.of(), Map.of(), Set.of(), Set.of(), false);
}
