package dev.marina.net.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Names that the machine's resolvers may know and that are no tenant's business: of hosts beside the machine, of the cloud
/// below it, of addresses that are private to its network. For tenants there are no such names.
final class HiddenNames {

    /// Reserved for private use, or in such use everywhere (RFC 6761, 6762, 8375, 9476; ICANN on `internal`).
    private static final List<String> PRIVATE_DOMAINS = List.of("internal.", "local.", "localhost.", "localdomain.", "home.arpa.", "lan.", "home.", "corp.",
            "intranet.", "private.", "alt.");
    /// RFC 6303 and the shared address space of RFC 7793.
    private static final List<String> PRIVATE_REVERSE = Stream.of(
            Stream.of("10.in-addr.arpa.", "127.in-addr.arpa.", "168.192.in-addr.arpa.", "254.169.in-addr.arpa.",
                    "d.f.ip6.arpa.", "8.e.f.ip6.arpa.", "9.e.f.ip6.arpa.", "a.e.f.ip6.arpa.", "b.e.f.ip6.arpa."),
            IntStream.rangeClosed(16, 31).mapToObj(second -> second + ".172.in-addr.arpa."),
            IntStream.rangeClosed(64, 127).mapToObj(second -> second + ".100.in-addr.arpa.")).flatMap(names -> names).toList();

    private final List<Name> domains;

    private HiddenNames(List<Name> domains) {
        this.domains = domains;
    }

    /// @param search domains in which the machine looks for its neighbours
    static HiddenNames of(List<String> search) {
        List<Name> domains = new ArrayList<>();
        Stream.of(PRIVATE_DOMAINS, PRIVATE_REVERSE, search).flatMap(List::stream).forEach(text -> {
            try {
                Name domain = Name.fromString(text, Name.root);
                if (!domain.equals(Name.root)) {
                    domains.add(domain);
                }
            } catch (TextParseException _) {
                // a search domain that is no name hides nothing
            }
        });
        return new HiddenNames(List.copyOf(domains));
    }

    /// The domains of a `resolv.conf`; none if it cannot be read.
    static List<String> searchDomains(Path resolvConf) {
        try {
            return Files.readAllLines(resolvConf).stream().map(String::strip).filter(line -> line.matches("(search|domain)\\s.*"))
                    .flatMap(line -> Stream.of(line.split("\\s+")).skip(1)).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    boolean hides(Name asked) {
        return domains.stream().anyMatch(asked::subdomain);
    }

    /// An address of a name of one word is a neighbour's. The name itself may be a top-level domain, about which other things may be asked, and
    /// of which nobody may hear that it does not exist: then nothing below it would (RFC 8020).
    boolean hidesAddress(Name asked, int type) {
        return asked.labels() == 2 && (type == Type.A || type == Type.AAAA || type == Type.ANY);
    }
}
