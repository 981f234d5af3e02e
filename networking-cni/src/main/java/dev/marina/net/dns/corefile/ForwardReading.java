package dev.marina.net.dns.corefile;

import dev.marina.net.dns.corefile.Forward.Policy;
import dev.marina.net.dns.corefile.Forward.Target;
import dev.marina.net.dns.corefile.Forward.Transport;
import dev.marina.net.ip.Ipv4;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `forward FROM TO... { … }`.
final class ForwardReading {

    /// As CoreDNS has it.
    private static final int MOST_TARGETS = 15;
    private static final int MOST_EXCEPTIONS = 50;
    private static final String RESOLV_CONF = "/etc/resolv.conf";
    private static final int PORT = 53;
    private static final int LAST_PORT = 0xFFFF;

    private ForwardReading() {}

    static Forward read(Directive plugin, ForwardTargets allowed) throws CorefileFault {
        List<String> words = plugin.arguments();
        if (words.size() < 2) {
            throw new CorefileFault(plugin.line(), "forward takes a domain and whom to ask, as in 'forward . 10.96.0.53'");
        }
        if (words.size() - 1 > MOST_TARGETS) {
            throw new CorefileFault(plugin.line(), "forward names %d servers; %d are the most".formatted(words.size() - 1, MOST_TARGETS));
        }
        List<Target> to = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            to.add(target(word, allowed, plugin.line()));
        }
        Policy policy = Policy.RANDOM;
        Transport transport = Transport.SAME;
        List<String> except = new ArrayList<>();
        for (Directive option : plugin.inner()) {
            switch (option.name()) {
                case "policy" -> policy = policy(option);
                case "force_tcp" -> transport = Transport.FORCE_TCP;
                case "prefer_udp" -> transport = transport == Transport.FORCE_TCP ? transport : Transport.PREFER_UDP;
                case "except" -> {
                    for (String domain : option.arguments()) {
                        except.add(Words.domain(domain, option.line()));
                    }
                }
                case "max_concurrent", "max_fails", "health_check", "expire", "max_idle_conns" -> {
                    // Nothing is kept open, a server that is silent is asked last for a while, and how much is asked at once the node says.
                }
                default -> throw new CorefileFault(option.line(), "forward does not keep to '%s'; policy, except, force_tcp and prefer_udp it does"
                        .formatted(option.name()));
            }
        }
        if (except.size() > MOST_EXCEPTIONS) {
            throw new CorefileFault(plugin.line(), "forward has %d exceptions; %d are the most".formatted(except.size(), MOST_EXCEPTIONS));
        }
        return new Forward(Words.domain(words.getFirst(), plugin.line()), to, policy, except, transport);
    }

    private static Policy policy(Directive option) throws CorefileFault {
        return switch (option.arguments().isEmpty() ? "" : option.arguments().getFirst()) {
            case "random" -> Policy.RANDOM;
            case "round_robin" -> Policy.ROUND_ROBIN;
            case "sequential" -> Policy.SEQUENTIAL;
            default -> throw new CorefileFault(option.line(), "policy is random, round_robin or sequential");
        };
    }

    private static Target target(String word, ForwardTargets allowed, int line) throws CorefileFault {
        if (word.equals(RESOLV_CONF)) {
            return new Target.Platform();
        }
        String rest = word.startsWith("dns://") ? word.substring("dns://".length()) : word;
        if (rest.contains("://")) {
            throw new CorefileFault(line, "'%s': plain DNS is what is spoken, to an address such as 10.96.0.53 or 10.96.0.53:5353".formatted(word));
        }
        int colon = rest.indexOf(':');
        String address = colon < 0 ? rest : rest.substring(0, colon);
        if (!Ipv4.isIpv4(address)) {
            throw new CorefileFault(line, "'%s': whom to ask is an IPv4 address, with a port where it is not 53, or %s".formatted(word, RESOLV_CONF));
        }
        int port = colon < 0 ? PORT : (int) Words.number(rest.substring(colon + 1), 1, LAST_PORT, line, "a port is from 1 to 65535");
        Ipv4 server = Ipv4.parse(address);
        Optional<String> refusal = allowed.refusal(server);
        if (refusal.isPresent()) {
            throw new CorefileFault(line, "forward: " + refusal.get());
        }
        return new Target.Server(server, port);
    }
}
