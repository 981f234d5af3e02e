package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The machine's IPv4 routes, as `/proc/net/route` has them for the calling thread.
public record MachineRoutes(List<Route> routes) {

    record Route(String link, IpPrefix destination, int metric) {

        @Override
        public String toString() {
            return "route " + destination + " on " + link;
        }
    }

    public static MachineRoutes read() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/thread-self/net/route")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MachineRoutes parse(List<String> lines) {
        return new MachineRoutes(lines.stream().skip(1).map(line -> line.strip().split("\\s+")).filter(words -> words.length > 7)
                .map(words -> new Route(words[0], new IpPrefix(address(words[1]), Integer.bitCount(address(words[7]).bits())), Integer.parseInt(words[6])))
                .toList());
    }

    private static Ipv4 address(String hex) {
        return new Ipv4(Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16)));
    }

    /// The link of the default route; empty if there is none.
    String uplink() {
        return routes.stream().filter(route -> route.destination.length() == 0).min(Comparator.comparingInt(Route::metric)).map(Route::link).orElse("");
    }

    /// A route other than the default and those on `except` that shares addresses with the prefix.
    Optional<Route> overlapping(IpPrefix prefix, String except) {
        return routes.stream().filter(route -> route.destination.length() > 0 && !route.link.equals(except) && route.destination.overlaps(prefix)).findFirst();
    }

    /// The first /16 from 100.64.0.0/10 that nothing on this machine uses: for choosing the setting `node-subnet`.
    public IpPrefix freeNodeSubnet() {
        for (int second = 64; second < 128; second++) {
            IpPrefix candidate = IpPrefix.parse("100." + second + ".0.0/16");
            if (overlapping(candidate, "").isEmpty()) {
                return candidate;
            }
        }
        throw new IllegalStateException("no /16 of 100.64.0.0/10 is free on this machine");
    }
}
