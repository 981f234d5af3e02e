package dev.marina.net.dns;

import dev.marina.net.dns.corefile.Corefile;
import dev.marina.net.dns.corefile.ServerBlock;
import dev.marina.net.dns.corefile.ServerBlock.ClusterNames;
import dev.marina.net.dns.corefile.ServerBlock.PodNames;
import dev.marina.net.ip.Ipv4;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/// A Corefile at work: server blocks, of which the one with the longest zone answers.
final class ConfiguredNames {

    private static final Name PODS = name("pod.cluster.local.");
    /// Answers that are kept for all server blocks of a node together.
    private static final int KEPT = 512;
    private static final int KEPT_AT_LEAST = 4;

    private final List<Block> blocks;

    /// @param says how, in data
    record Block(Name zone, ServerBlock says, Optional<HostNames> hosts, Optional<OfCluster> cluster, List<Forwarding> forwards) {

        /// Nothing where a rule makes a name that is none.
        Optional<Renamed> rename(Message query) {
            return Renamed.of(query, says.rewrites());
        }

        Optional<Forwarding> forward(Name asked) {
            return forwards.stream().filter(forward -> forward.takes(asked)).findFirst();
        }
    }

    /// Which names the cluster answers for itself.
    record OfCluster(List<Name> zones, PodNames pods, long ttl, List<Name> fallthrough) {

        static OfCluster of(ClusterNames says) {
            return new OfCluster(names(says.zones()), says.pods(), says.ttl(), names(says.fallthrough()));
        }

        boolean answers(Name asked) {
            return zones.stream().anyMatch(asked::subdomain);
        }

        /// Whether there is no such name, as the cluster has it.
        ///
        /// @param known pods that there are
        boolean hides(Name asked, PodAddresses known) {
            if (pods == PodNames.INSECURE || !asked.subdomain(PODS) || asked.equals(PODS)) {
                return false;
            }
            if (pods == PodNames.DISABLED) {
                return true;
            }
            String address = asked.getLabelString(0).replace('-', '.');
            boolean ofPod = asked.labels() == PODS.labels() + 2;
            return ofPod && !(Ipv4.isIpv4(address) && known.has(asked.getLabelString(1).toLowerCase(Locale.ROOT), Ipv4.parse(address)));
        }

        boolean fallsThrough(Name asked) {
            return fallthrough.stream().anyMatch(asked::subdomain);
        }
    }

    ConfiguredNames(Corefile corefile, OutsideNames outside, NamedServers servers, LongSupplier nanos) {
        int kept = Math.max(KEPT_AT_LEAST, KEPT / corefile.blocks().size());
        blocks = corefile.blocks().stream().map(says -> {
            Optional<AnswerCache> cache = says.cache().map(times -> new AnswerCache(nanos, kept, times.found(), times.missing()));
            return new Block(name(says.zone()), says, says.hosts().map(HostNames::new), says.kubernetes().map(OfCluster::of),
                    says.forwards().stream().map(forward -> new Forwarding(forward, outside, servers, cache)).toList());
        }).sorted(Comparator.comparing((Block block) -> block.zone.labels()).reversed()).toList();
    }

    Optional<Block> block(Name asked) {
        return blocks.stream().filter(block -> asked.subdomain(block.zone)).findFirst();
    }

    private static List<Name> names(List<String> names) {
        return names.stream().map(ConfiguredNames::name).toList();
    }

    /// Of a name that was read already.
    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
