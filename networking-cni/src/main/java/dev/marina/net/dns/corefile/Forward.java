package dev.marina.net.dns.corefile;

import dev.marina.net.ip.Ipv4;
import java.util.List;

/// Who is asked for names of a domain. https://coredns.io/plugins/forward/
///
/// @param from the domain, in lower case with the dot at its end
/// @param except domains below it that are not asked for here
public record Forward(String from, List<Target> to, Policy policy, List<String> except, Transport transport) {

    public Forward {
        to = List.copyOf(to);
        except = List.copyOf(except);
    }

    public sealed interface Target {

        /// What `/etc/resolv.conf` means: the platform's resolvers, as the platform asks them.
        record Platform() implements Target {}

        record Server(Ipv4 address, int port) implements Target {}
    }

    /// In which order several are asked.
    public enum Policy {
        RANDOM, ROUND_ROBIN, SEQUENTIAL
    }

    public enum Transport {
        /// As the client asked.
        SAME, FORCE_TCP, PREFER_UDP
    }
}
