package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.types.networking.ServiceCIDRType;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.Stored;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The networks that a cluster's Services get their addresses from: the one that it was made with, and those of its ServiceCIDRs that
/// are ready and not about to go.
record ServiceNetworks(List<IpPrefix> networks) {

    /// The first addresses are for Services that ask for one, such as the cluster's DNS.
    private static final int FIRST_CHOSEN = 32;

    static ServiceNetworks of(ClusterView view) {
        String own = view.record().settings().getOrDefault(ClusterProvisioning.SERVICE_CIDR, "10.96.0.0/16");
        try (Stream<Stored> stored = view.list(ServiceCIDRType.DEFINITION.groupResource(), "")) {
            return new ServiceNetworks(Stream.concat(Stream.of(own), stored.map(each -> Document.parse(each.bytes())).filter(ServiceNetworks::ready)
                    .flatMap(each -> each.at("spec", "cidrs").valueStream().map(JsonNode::asText))).distinct()
                    .flatMap(cidr -> IpPrefix.parse(cidr).stream()).filter(network -> !network.address().six()).toList());
        }
    }

    private static boolean ready(Document serviceCidr) {
        return !serviceCidr.terminating() && serviceCidr.holds("Ready");
    }

    boolean contain(String address) {
        return IpAddress.parse(address).filter(parsed -> networks.stream().anyMatch(network -> network.contains(parsed))).isPresent();
    }

    /// An address that may be taken already; neither the network's own nor the last one, unless there are no others.
    IpAddress random(RandomGenerator random) {
        IpPrefix network = networks.get(random.nextInt(networks.size()));
        long size = network.size().longValueExact();
        long from = Math.min(FIRST_CHOSEN, size / 2);
        return network.first().plus(random.nextLong(from, Math.max(from + 1, size - 1)));
    }
}
