package dev.marina.net;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Kernel settings of namespaces. There is no IPv6 except on `lo`: router advertisements and link-local addresses would
/// be paths that no guard rule looks at.
final class Sysctls {

    private static final boolean IPV6 = Files.exists(Path.of("/proc/sys/net/ipv6/conf/all/disable_ipv6"));

    private Sysctls() {}

    static String[] router() {
        List<String> settings = new ArrayList<>(List.of("net/ipv4/ip_forward=1"));
        for (String scope : List.of("all", "default")) {
            settings.add("net/ipv4/conf/" + scope + "/rp_filter=0");
            settings.add("net/ipv4/conf/" + scope + "/send_redirects=0");
            settings.add("net/ipv4/conf/" + scope + "/accept_redirects=0");
            settings.add("net/ipv4/conf/" + scope + "/accept_source_route=0");
        }
        // Host ports answer at 127.0.0.1 too; that nobody but the node itself asks there is the guard's.
        settings.add("net/ipv4/conf/all/route_localnet=1");
        // What is over leaves the connection table soon, so that what comes and goes does not fill it.
        settings.add("net/netfilter/nf_conntrack_udp_timeout=10");
        settings.add("net/netfilter/nf_conntrack_tcp_timeout_time_wait=10");
        settings.add("net/netfilter/nf_conntrack_tcp_timeout_syn_sent=30");
        settings.add("net/netfilter/nf_conntrack_tcp_timeout_established=86400");
        settings.addAll(List.of(host()));
        return settings.toArray(String[]::new);
    }

    /// Keeps bridged packets out of the rules, also where another program has turned that on for the whole machine.
    static String[] bridge() {
        return Files.exists(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables"))
                ? new String[] {"net/bridge/bridge-nf-call-iptables=0", "net/bridge/bridge-nf-call-arptables=0"}
                : new String[0];
    }

    static String[] host() {
        return IPV6
                ? new String[] {"net/ipv6/conf/all/disable_ipv6=1", "net/ipv6/conf/default/disable_ipv6=1", "net/ipv6/conf/lo/disable_ipv6=0"}
                : new String[0];
    }

    static String[] noIpv6(String link) {
        return IPV6 ? new String[] {"net/ipv6/conf/" + link + "/disable_ipv6=1"} : new String[0];
    }
}
