package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;
import java.util.Collection;

/// The table in the node proper, as nftables text. It is apart from the guard's, which replaces itself whole with every change of
/// peers: rules of policies in there would vanish, and what they forbid be open. What policies forbid is dropped here; what they leave
/// still has to pass the guard.
///
/// Addresses of Services have been replaced by those of pods when packets come here, and sources have not yet been masqueraded.
final class PolicyTable {

    static final String NAME = "ip policies";

    private PolicyTable() {}

    /// The table without a pod. What the node itself sends never comes here: to its own pods a node may always speak, and they to its
    /// own address.
    static String base(Ipv4 node) {
        return """
                table %1$s
                delete table %1$s
                table %1$s {
                map to_pods {
                type ipv4_addr : verdict
                }
                map from_pods {
                type ipv4_addr : verdict
                }
                set themselves {
                type ipv4_addr . ipv4_addr
                }
                chain closed {
                drop
                }
                chain forward {
                type filter hook forward priority -5; policy accept;
                ct state established,related accept
                ip saddr . ip daddr @themselves accept
                ip saddr vmap @from_pods
                ip daddr vmap @to_pods
                }
                chain input {
                type filter hook input priority -5; policy accept;
                ct state established,related accept
                ip daddr %2$s accept
                ip saddr vmap @from_pods
                }
                }
                """.formatted(NAME, node);
    }

    static String elements(String verb, String container, Collection<String> elements) {
        return elements.isEmpty() ? "" : "%s element %s %s { %s }\n".formatted(verb, NAME, container, String.join(",\n", elements));
    }
}
