package dev.marina.net.dns.corefile;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `hosts { ADDRESS NAME... }`.
final class HostsReading {

    private static final int MOST_NAMES = 2_000;
    private static final long USUAL_TTL = 3600;
    private static final long LONGEST_TTL = 65_535;

    private HostsReading() {}

    static Hosts read(Directive plugin, String zone) throws CorefileFault {
        if (!plugin.arguments().isEmpty()) {
            throw new CorefileFault(plugin.line(), "hosts reads no file; write 'hosts { 10.0.0.1 example.org }', each address on a line of its own");
        }
        Map<String, List<InetAddress>> addresses = new LinkedHashMap<>();
        Map<InetAddress, List<String>> names = new LinkedHashMap<>();
        long ttl = USUAL_TTL;
        boolean reverse = true;
        Optional<List<String>> fallthrough = Optional.empty();
        int count = 0;
        for (Directive option : plugin.inner()) {
            switch (option.name()) {
                case "ttl" -> ttl = Words.number(option.arguments().isEmpty() ? "" : option.arguments().getFirst(), 1, LONGEST_TTL, option.line(),
                        "ttl is from 1 to 65535 seconds");
                case "no_reverse" -> reverse = false;
                case "reload" -> {
                    // there is no file
                }
                case "fallthrough" -> fallthrough = Optional.of(fallthrough(option, zone));
                default -> {
                    InetAddress address = address(option);
                    for (String word : option.arguments()) {
                        String name = Words.domain(word, option.line());
                        addresses.computeIfAbsent(name, _ -> new ArrayList<>()).add(address);
                        names.computeIfAbsent(address, _ -> new ArrayList<>()).add(name);
                        count++;
                    }
                }
            }
        }
        if (count > MOST_NAMES) {
            throw new CorefileFault(plugin.line(), "hosts has %d names; %d are the most".formatted(count, MOST_NAMES));
        }
        return new Hosts(addresses, reverse ? names : Map.of(), ttl, fallthrough);
    }

    private static InetAddress address(Directive option) throws CorefileFault {
        if (!Words.isAddress(option.name()) || option.arguments().isEmpty()) {
            throw new CorefileFault(option.line(), "'%s': hosts has lines such as '10.0.0.1 example.org', ttl, no_reverse and fallthrough"
                    .formatted(option.name()));
        }
        return InetAddress.ofLiteral(option.name());
    }

    /// Of the whole block where no zones are named.
    static List<String> fallthrough(Directive option, String zone) throws CorefileFault {
        List<String> zones = new ArrayList<>();
        for (String word : option.arguments()) {
            zones.add(Words.domain(word, option.line()));
        }
        return zones.isEmpty() ? List.of(zone) : List.copyOf(zones);
    }
}
