package dev.marina.net.dns.corefile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How names of one zone are answered. Whatever the order in the file, a question passes `rewrite`, `hosts`, `kubernetes` and `forward` in
/// this order (https://github.com/coredns/coredns/blob/master/plugin.cfg).
///
/// @param zone in lower case with the dot at its end
/// @param cache how long answers of a forward are kept, if they are
public record ServerBlock(String zone, List<Rewrite> rewrites, Optional<Hosts> hosts, Optional<ClusterNames> kubernetes, List<Forward> forwards,
        Optional<CacheTimes> cache) {

    public ServerBlock {
        rewrites = List.copyOf(rewrites);
        forwards = List.copyOf(forwards);
    }

    /// @param found for what there is
    /// @param missing for what there is not
    public record CacheTimes(Duration found, Duration missing) {}

    /// The `kubernetes` plugin.
    ///
    /// @param zones that it answers for
    /// @param pods what becomes of names that are made of an address
    /// @param ttl of its answers, in seconds
    /// @param fallthrough zones of which a name that is missing is asked for elsewhere
    public record ClusterNames(List<String> zones, PodNames pods, long ttl, List<String> fallthrough) {}

    /// https://coredns.io/plugins/kubernetes/
    public enum PodNames {
        /// There are none.
        DISABLED,
        /// The address is in the name, whether there is such a pod or not.
        INSECURE,
        /// Those of pods that there are in the namespace.
        VERIFIED
    }
}
