package dev.marina.net.dns;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Which address is a pod's of which namespace. The entries are those that policies keep anyway, and who asks goes through them: few clusters
/// ask, and an index would be kept for all. Any thread may ask; one at a time may [#follow].
final class PodAddresses {

    /// By uid.
    private final Map<String, PodEntry> pods = new ConcurrentHashMap<>();
    /// Whether anybody has said yet which pods there are.
    private volatile boolean informed;

    void follow(PolicyChange change) {
        change.podsGone().forEach(pods::remove);
        change.pods().forEach(pod -> pods.put(pod.uid(), pod));
        if (change.everything()) {
            Set<String> present = change.pods().stream().map(PodEntry::uid).collect(Collectors.toSet());
            pods.keySet().retainAll(present);
        }
        informed = true;
    }

    /// Of any where nobody knows yet: a wrong "there is no such name" would be remembered.
    boolean has(String namespace, Ipv4 address) {
        return !informed || pods.values().stream().anyMatch(pod -> !pod.over() && pod.namespace().equals(namespace) && pod.addresses().contains(address));
    }
}
