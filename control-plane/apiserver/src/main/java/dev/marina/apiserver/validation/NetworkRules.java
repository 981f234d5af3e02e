package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import java.util.List;
import java.util.Optional;

/// Addresses and networks in their canonical form, for types that never took another one.
/// apimachinery's pkg/util/validation/ip.go
public final class NetworkRules {

    static final String NETWORK = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private static final String CANONICAL = "must be in canonical form (\"%s\")";

    private NetworkRules() {}

    public static List<String> address(String text) {
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isEmpty()) {
            return List.of(Addresses.RULE);
        }
        return address.get().toString().equals(text) ? List.of() : List.of(CANONICAL.formatted(address.get()));
    }

    public static List<String> network(String text) {
        Optional<IpPrefix> network = IpPrefix.parse(text);
        if (network.isEmpty()) {
            return List.of(NETWORK);
        }
        String canonical = network.get().masked().toString();
        return canonical.equals(text) ? List.of() : List.of(CANONICAL.formatted(canonical));
    }

    /// At most one network of each family.
    public static void networks(Errors errors, JsonNode networks, String path) {
        if (networks.isEmpty()) {
            errors.required(path, "at least one CIDR required");
            return;
        }
        if (networks.size() > 2) {
            errors.invalid(path, networks, "may only hold up to 2 values");
            return;
        }
        for (int i = 0; i < networks.size(); i++) {
            errors.invalid(path + "[" + i + "]", networks.get(i).asText(), network(networks.get(i).asText()));
        }
        List<Boolean> families = networks.valueStream().flatMap(each -> IpPrefix.parse(each.asText()).stream()).map(each -> each.address().six()).toList();
        if (families.size() == 2 && families.get(0).equals(families.get(1))) {
            errors.invalid(path, networks, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }
}
