package dev.marina.apiserver.warning;

import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.validation.Addresses;
import java.util.Optional;

/// Addresses and networks that are taken in forms which not everybody reads alike: leading zeros, an IPv4 address in IPv6's clothes, other than RFC 5952's
/// canonical form. apimachinery's pkg/util/validation/ip.go, GetWarningsForIP and GetWarningsForCIDR
public final class AddressForms {

    private AddressForms() {}

    /// Nothing of what is no address at all.
    public static void address(Warnings warnings, String field, String value) {
        Optional<IpAddress> strict = IpAddress.parse(value);
        if (strict.isEmpty()) {
            Addresses.meant(value).ifPresent(meant -> warnings.add(field, "non-standard IP address \"%s\" is invalid: use \"%s\"".formatted(value, meant)));
        } else if (strict.get().six() && !strict.get().toString().equals(value)) {
            warnings.add(field, "IPv6 address \"%s\" should be in RFC 5952 canonical format (\"%s\")".formatted(value, strict.get()));
        }
    }

    public static void network(Warnings warnings, String field, String value) {
        int slash = value.lastIndexOf('/');
        Optional<IpAddress> address = slash < 0
                ? Optional.empty()
                : IpAddress.parse(value.substring(0, slash)).or(() -> Addresses.meant(value.substring(0, slash)));
        Optional<IpPrefix> meant = address.flatMap(given -> IpPrefix.parse(given + value.substring(slash)))
                .or(() -> address.flatMap(given -> IpPrefix.parse(given + value.substring(slash).replaceFirst("^/0+(?=\\d)", "/"))));
        if (meant.isEmpty()) {
            return;
        }
        IpPrefix network = meant.get().masked();
        boolean standard = IpPrefix.parse(value).isPresent();
        if (!network.address().equals(meant.get().address())) {
            warnings.add(field, "CIDR value \"%s\" is ambiguous in this context (should be \"%s\" or \"%s/%d\"?)".formatted(value, network,
                    meant.get().address(), meant.get().address().width()));
            if (standard) {
                return;
            }
        }
        if (!standard) {
            warnings.add(field, "non-standard CIDR value \"%s\" is invalid: use \"%s\"".formatted(value, network));
        } else if (network.address().six() && !network.toString().equals(value)) {
            warnings.add(field, "IPv6 CIDR value \"%s\" should be in RFC 5952 canonical format (\"%s\")".formatted(value, network));
        }
    }
}
