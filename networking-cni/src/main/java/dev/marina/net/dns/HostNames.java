package dev.marina.net.dns;

import dev.marina.net.dns.ClusterZone.Answer;
import dev.marina.net.dns.corefile.Hosts;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/// Names that a Corefile gives addresses to.
final class HostNames {

    private final Map<Name, List<InetAddress>> addresses = new HashMap<>();
    private final Map<Name, List<Name>> reverse = new HashMap<>();
    private final long ttl;
    /// Zones of which a name that is not here is asked for elsewhere.
    private final List<Name> fallthrough;

    HostNames(Hosts hosts) {
        hosts.addresses().forEach((name, known) -> addresses.put(ConfiguredNames.name(name), List.copyOf(known)));
        hosts.names().forEach((address, names) -> reverse.put(ReverseMap.fromAddress(address), names.stream().map(ConfiguredNames::name).toList()));
        ttl = hosts.ttl();
        fallthrough = hosts.fallthrough().orElse(List.of()).stream().map(ConfiguredNames::name).toList();
    }

    Answer find(Name asked, int type) {
        if (addresses.containsKey(asked)) {
            return answer(addresses.get(asked).stream().filter(address -> fits(address, type)).map(address -> record(asked, address)).toList());
        }
        if (reverse.containsKey(asked)) {
            boolean fits = type == Type.PTR || type == Type.ANY;
            return answer(fits ? reverse.get(asked).stream().<Record>map(name -> new PTRRecord(asked, DClass.IN, ttl, name)).toList() : List.of());
        }
        return fallthrough.stream().anyMatch(asked::subdomain) ? new Answer.Elsewhere() : new Answer.NoName();
    }

    private static Answer answer(List<Record> records) {
        return records.isEmpty() ? new Answer.NoData() : new Answer.Found(records, List.of());
    }

    private static boolean fits(InetAddress address, int type) {
        return type == Type.ANY || type == (address instanceof Inet4Address ? Type.A : Type.AAAA);
    }

    private Record record(Name name, InetAddress address) {
        return address instanceof Inet4Address ? new ARecord(name, DClass.IN, ttl, address) : new AAAARecord(name, DClass.IN, ttl, address);
    }
}
