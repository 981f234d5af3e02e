package dev.marina.net.dns;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which address is a pod's of which namespace. Any thread may ask; one at a time may [#follow].
final class PodAddresses {

    private record Place(String namespace, Ipv4 address) {}

    /// By uid.
    private final Map<String, List<Place>> pods = new HashMap<>();
    /// With the number of pods: one that goes and one that comes may overlap.
    private final Map<Place, Integer> places = new ConcurrentHashMap<>();

    /// Whether anybody has said yet which pods there are.
    private volatile boolean informed;

    void follow(PolicyChange change) {
        if (change.everything()) {
            pods.clear();
            places.clear();
        }
        change.podsGone().forEach(this::forget);
        for (PodEntry pod : change.pods()) {
            forget(pod.uid());
            if (!pod.over()) {
                List<Place> its = pod.addresses().stream().distinct().map(address -> new Place(pod.namespace(), address)).toList();
                pods.put(pod.uid(), its);
                its.forEach(place -> places.merge(place, 1, Integer::sum));
            }
        }
        informed = true;
    }

    private void forget(String uid) {
        List<Place> its = pods.remove(uid);
        if (its != null) {
            its.forEach(place -> places.computeIfPresent(place, (_, count) -> count == 1 ? null : count - 1));
        }
    }

    /// Of any where nobody knows yet: a wrong "there is no such name" would be remembered.
    boolean has(String namespace, Ipv4 address) {
        return !informed || places.containsKey(new Place(namespace, address));
    }
}
