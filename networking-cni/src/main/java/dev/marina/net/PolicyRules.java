package dev.marina.net;

/// The table of NetworkPolicy in the node proper. It is apart from the guard's, which replaces itself whole with every change
/// of peers: rules of policies in there would vanish, and what they forbid be open. What policies forbid is dropped here; what they
/// leave still has to pass the guard.
final class PolicyRules {

    private PolicyRules() {}

    /// Makes the table with its chains unless they are there, and leaves what is in them. Addresses of Services have been replaced by
    /// those of pods when packets come here.
    static String prepare() {
        return """
                add table %1$s
                add chain %1$s forward { type filter hook forward priority -5; policy accept; }
                add chain %1$s input { type filter hook input priority -5; policy accept; }
                add chain %1$s output { type filter hook output priority -5; policy accept; }
                """.formatted(Names.POLICIES);
    }
}
