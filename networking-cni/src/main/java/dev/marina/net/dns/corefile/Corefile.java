package dev.marina.net.dns.corefile;

import java.util.List;

/// What a cluster wants of its name servers, server block by server block. No two blocks have the same zone.
public record Corefile(List<ServerBlock> blocks) {

    /// In characters; a Corefile of a thousand stub domains is shorter.
    public static final int LONGEST = 64 << 10;

    /// As kubeadm writes it (https://github.com/kubernetes/kubernetes/blob/master/cmd/kubeadm/app/phases/addons/dns/manifests.go); a cluster
    /// without a Corefile has this one.
    public static final String USUAL = """
            .:53 {
                errors
                health {
                   lameduck 5s
                }
                ready
                kubernetes cluster.local in-addr.arpa ip6.arpa {
                   pods insecure
                   fallthrough in-addr.arpa ip6.arpa
                   ttl 30
                }
                prometheus :9153
                forward . /etc/resolv.conf {
                   max_concurrent 1000
                }
                cache 30 {
                   disable success cluster.local
                   disable denial cluster.local
                }
                loop
                reload
                loadbalance
            }
            """;

    public Corefile {
        blocks = List.copyOf(blocks);
    }
}
