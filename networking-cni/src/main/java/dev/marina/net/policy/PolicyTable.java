package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;
import java.util.Collection;

/// The table in the node proper, as nftables text. It is apart from the guard's, which replaces itself whole with every change of
/// peers: rules of policies in there would vanish, and what they forbid be open. What policies forbid is dropped here; what they leave
/// still has to pass the guard.
///
/// A connection that was let through passes by its mark, without a look at what it is, until policies have become stricter: then the mark
/// is another, and the next packet of who began it is looked at like a first one. If that is dropped, answers are dropped too.
///
/// Addresses of Services have been replaced by those of pods when packets come here, and sources have not yet been masqueraded.
final class PolicyTable {

    static final String NAME = "ip policies";

    /// The mark of a connection that is being looked at again, or was and may not go on.
    static final int REFUSED = 1;

    private PolicyTable() {}

    /// The table without a pod. What the node itself sends never comes here: to its own pods a node may always speak, and they to its
    /// own address.
    ///
    /// @param generation of what is allowed; not [#REFUSED], and none that was used before
    static String base(Ipv4 node, int generation) {
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
                chain standing {
                }
                chain passed {
                }
                chain forward {
                type filter hook forward priority -5; policy accept;
                ct state established,related jump standing
                ip saddr . ip daddr @themselves goto passed
                ip saddr vmap @from_pods
                ip daddr vmap @to_pods
                goto passed
                }
                chain input {
                type filter hook input priority -5; policy accept;
                ct state established,related jump standing
                ip daddr %2$s goto passed
                ip saddr vmap @from_pods
                goto passed
                }
                }
                """.formatted(NAME, node) + generation(generation);
    }

    /// Commands after which every connection is looked at once more.
    static String generation(int generation) {
        return """
                flush chain %1$s standing
                add rule %1$s standing ct state related accept
                add rule %1$s standing ct direction reply ct mark %2$d drop
                add rule %1$s standing ct direction reply accept
                add rule %1$s standing ct mark %3$d accept
                add rule %1$s standing ct mark set %2$d
                flush chain %1$s passed
                add rule %1$s passed ct mark set %3$d
                add rule %1$s passed accept
                """.formatted(NAME, REFUSED, generation);
    }

    static String elements(String verb, String container, Collection<String> elements) {
        return elements.isEmpty() ? "" : "%s element %s %s { %s }\n".formatted(verb, NAME, container, String.join(",\n", elements));
    }
}
