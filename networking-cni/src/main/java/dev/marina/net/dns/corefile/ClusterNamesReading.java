package dev.marina.net.dns.corefile;

import dev.marina.net.dns.corefile.ServerBlock.ClusterNames;
import dev.marina.net.dns.corefile.ServerBlock.PodNames;
import java.util.ArrayList;
import java.util.List;

/// `kubernetes [ZONES...] { … }`.
final class ClusterNamesReading {

    static final String DOMAIN = "cluster.local.";
    private static final List<String> REVERSE = List.of("in-addr.arpa.", "ip6.arpa.");
    private static final long USUAL_TTL = 5;
    private static final long LONGEST_TTL = 3600;

    private ClusterNamesReading() {}

    static ClusterNames read(Directive plugin, String block) throws CorefileFault {
        List<String> zones = new ArrayList<>();
        for (String word : plugin.arguments()) {
            String zone = Words.domain(word, plugin.line());
            if (!zone.equals(DOMAIN) && REVERSE.stream().noneMatch(zone::endsWith)) {
                throw new CorefileFault(plugin.line(), "kubernetes answers for cluster.local, in-addr.arpa and ip6.arpa, not for '%s'".formatted(word));
            }
            zones.add(zone);
        }
        PodNames pods = PodNames.DISABLED;
        long ttl = USUAL_TTL;
        List<String> fallthrough = List.of();
        for (Directive option : plugin.inner()) {
            switch (option.name()) {
                case "pods" -> pods = switch (option.arguments().isEmpty() ? "" : option.arguments().getFirst()) {
                    case "disabled" -> PodNames.DISABLED;
                    case "insecure" -> PodNames.INSECURE;
                    case "verified" -> PodNames.VERIFIED;
                    default -> throw new CorefileFault(option.line(), "pods is disabled, insecure or verified");
                };
                case "ttl" -> ttl = Words.number(option.arguments().isEmpty() ? "" : option.arguments().getFirst(), 0, LONGEST_TTL, option.line(),
                        "ttl is from 0 to 3600 seconds");
                case "fallthrough" -> fallthrough = HostsReading.fallthrough(option, block);
                default -> throw new CorefileFault(option.line(), "kubernetes does not keep to '%s'; pods, ttl and fallthrough it does"
                        .formatted(option.name()));
            }
        }
        return new ClusterNames(zones.isEmpty() ? List.of(block) : List.copyOf(zones), pods, ttl, fallthrough);
    }
}
