package dev.marina.net.dns;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.service.Endpoint;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import dev.marina.net.service.ServiceSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// All names of one cluster, read from its Services as they are. Any thread may ask; one at a time may [#update].
final class ClusterZone {

    static final Name DOMAIN = name("cluster.local.");

    private static final long TTL = 30;
    /// Kept short: a name that somebody waits for appears soon after its Service.
    private static final long NEGATIVE_TTL = 5;
    private static final Name REVERSE = name("in-addr.arpa.");
    private static final SOARecord SOA = new SOARecord(DOMAIN, DClass.IN, NEGATIVE_TTL, name("ns.dns.cluster.local."),
            name("hostmaster.cluster.local."), 1, 7200, 1800, 86400, NEGATIVE_TTL);

    private final ServiceSet services;
    /// Namespaces with the number of their Services.
    private final Map<String, Integer> namespaces = new ConcurrentHashMap<>(Map.of("default", 1, "kube-system", 1));
    private final List<IpPrefix> ownAddresses;
    private final Ipv4 dns;
    /// Services that may give an address a name.
    private final Map<Ipv4, Set<ServiceName>> byAddress = new ConcurrentHashMap<>();

    /// @param ownAddresses ranges whose reverse names only this zone knows
    /// @param dns the name server's own address
    ClusterZone(ServiceSet services, List<IpPrefix> ownAddresses, Ipv4 dns) {
        this.services = services;
        this.ownAddresses = ownAddresses;
        this.dns = dns;
        services.all().forEach(this::index);
    }

    /// The Services have changed.
    void update(ServiceSet.Difference difference) {
        difference.removed().forEach(this::forget);
        difference.added().forEach(this::index);
    }

    private void index(ServiceEntry service) {
        namespaces.merge(service.namespace(), 1, Integer::sum);
        for (Ipv4 address : namedAddresses(service)) {
            byAddress.merge(address, Set.of(service.id()), (one, other) -> Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private void forget(ServiceEntry service) {
        namespaces.computeIfPresent(service.namespace(), (_, services) -> services == 1 ? null : services - 1);
        for (Ipv4 address : namedAddresses(service)) {
            byAddress.computeIfPresent(address, (_, known) -> {
                Set<ServiceName> left = known.stream().filter(name -> !name.equals(service.id())).collect(Collectors.toUnmodifiableSet());
                return left.isEmpty() ? null : left;
            });
        }
    }

    /// Each once.
    private static Set<Ipv4> namedAddresses(ServiceEntry service) {
        Stream<String> addresses = service.headless() ? endpoints(service).stream().map(Endpoint::ip) : service.clusterIps().stream();
        return addresses.filter(Ipv4::isIpv4).map(Ipv4::parse).collect(Collectors.toSet());
    }

    private Set<Name> names(Ipv4 address) {
        Set<Name> names = new LinkedHashSet<>();
        for (ServiceName name : byAddress.getOrDefault(address, Set.of())) {
            services.find(name).ifPresent(service -> {
                if (!service.headless()) {
                    names.add(serviceName(service));
                    return;
                }
                endpoints(service).stream().filter(endpoint -> Ipv4.parse(endpoint.ip()).equals(address))
                        .forEach(endpoint -> names.add(endpointName(endpoint, service)));
            });
        }
        return names;
    }

    sealed interface Answer {
        record Found(List<Record> answers, List<Record> additional) implements Answer {}
        /// The name is another name for one that may lie outside the cluster.
        record Alias(CNAMERecord alias) implements Answer {}
        /// The name exists, but not with this type.
        record NoData() implements Answer {}
        record NoName() implements Answer {}
        /// Somebody else knows.
        record Elsewhere() implements Answer {}
    }

    static SOARecord authority() {
        return SOA;
    }

    Answer find(Name asked, int type) {
        if (asked.subdomain(DOMAIN)) {
            return findInDomain(asked, type);
        }
        if (asked.subdomain(REVERSE)) {
            return findReverse(asked, type);
        }
        return new Answer.Elsewhere();
    }

    private Answer findInDomain(Name asked, int type) {
        String[] labels = labels(asked, DOMAIN);
        if (labels.length == 0) {
            return switch (type) {
                case Type.SOA -> found(SOA);
                case Type.NS -> found(new NSRecord(asked, DClass.IN, TTL, name("ns.dns.cluster.local.")));
                default -> new Answer.NoData();
            };
        }
        String last = labels[labels.length - 1];
        if (last.equals("dns-version") && labels.length == 1) {
            return type == Type.TXT || type == Type.ANY ? found(new TXTRecord(asked, DClass.IN, TTL, "1.1.0")) : new Answer.NoData();
        }
        if (last.equals("dns") && (labels.length == 1 || labels.length == 2 && labels[0].equals("ns"))) {
            return labels.length == 2 ? addresses(asked, type, List.of(dns)) : new Answer.NoData();
        }
        return switch (last) {
            case "svc" -> findService(asked, type, labels);
            case "pod" -> findPod(asked, type, labels);
            default -> new Answer.NoName();
        };
    }

    /// `<service>.<namespace>.svc`, below it `_<port>._<protocol>` or an endpoint's host name.
    private Answer findService(Name asked, int type, String[] labels) {
        if (labels.length == 1) {
            return new Answer.NoData();
        }
        String namespace = labels[labels.length - 2];
        if (labels.length == 2) {
            return namespaces.containsKey(namespace) ? new Answer.NoData() : new Answer.NoName();
        }
        return services.find(new ServiceName(namespace, labels[labels.length - 3])).map(service -> findUnder(asked, type, labels, service))
                .orElseGet(Answer.NoName::new);
    }

    private Answer findUnder(Name asked, int type, String[] labels, ServiceEntry service) {
        return switch (labels.length) {
            case 3 -> ofService(asked, type, service);
            case 4 -> labels[0].startsWith("_") ? underProtocol(labels[0], service) : ofEndpoint(asked, type, labels[0], service);
            case 5 -> ofPort(asked, type, labels[0], labels[1], service);
            default -> new Answer.NoName();
        };
    }

    private Answer ofService(Name asked, int type, ServiceEntry service) {
        if (service.external()) {
            try {
                String target = service.externalName();
                return new Answer.Alias(new CNAMERecord(asked, DClass.IN, TTL, Name.fromString(target, Name.root)));
            } catch (TextParseException _) {
                return new Answer.NoData();
            }
        }
        if (type == Type.SRV) {
            return ports(asked, service, service.ports());
        }
        List<Ipv4> addresses = service.headless()
                ? endpoints(service).stream().map(Endpoint::ip).distinct().map(Ipv4::parse).toList()
                : service.clusterIps().stream().filter(Ipv4::isIpv4).map(Ipv4::parse).toList();
        return addresses(asked, type, addresses);
    }

    private static Answer underProtocol(String protocol, ServiceEntry service) {
        return service.ports().stream().anyMatch(port -> protocol.equals("_" + protocol(port))) ? new Answer.NoData() : new Answer.NoName();
    }

    private Answer ofEndpoint(Name asked, int type, String host, ServiceEntry service) {
        List<Ipv4> addresses = endpoints(service).stream().filter(endpoint -> host(endpoint).equals(host)).map(Endpoint::ip).distinct().map(Ipv4::parse)
                .toList();
        if (addresses.isEmpty() || !service.headless()) {
            return new Answer.NoName();
        }
        return addresses(asked, type, addresses);
    }

    private Answer ofPort(Name asked, int type, String portLabel, String protocolLabel, ServiceEntry service) {
        List<PortEntry> named = service.ports().stream()
                .filter(port -> port.name() != null && portLabel.equals("_" + port.name().toLowerCase(Locale.ROOT))
                        && protocolLabel.equals("_" + protocol(port)))
                .toList();
        if (named.isEmpty()) {
            return new Answer.NoName();
        }
        return type == Type.SRV || type == Type.ANY ? ports(asked, service, named) : new Answer.NoData();
    }

    private Answer ports(Name asked, ServiceEntry service, List<PortEntry> ports) {
        List<Record> answers = new ArrayList<>();
        Set<Record> additional = new LinkedHashSet<>();
        for (PortEntry port : ports) {
            if (!service.headless()) {
                Name target = serviceName(service);
                answers.add(new SRVRecord(asked, DClass.IN, TTL, 0, 100, port.port(), target));
                service.clusterIps().stream().filter(Ipv4::isIpv4).map(Ipv4::parse).forEach(ip -> additional.add(address(target, ip)));
                continue;
            }
            List<Endpoint> ready = port.endpoints().stream().filter(endpoint -> endpoint.ready() && Ipv4.isIpv4(endpoint.ip())).toList();
            for (Endpoint endpoint : ready) {
                Name target = endpointName(endpoint, service);
                answers.add(new SRVRecord(asked, DClass.IN, TTL, 0, Math.max(1, 100 / ready.size()), endpoint.port(), target));
                additional.add(address(target, Ipv4.parse(endpoint.ip())));
            }
        }
        return answers.isEmpty() ? new Answer.NoData() : new Answer.Found(answers, List.copyOf(additional));
    }

    /// `1-2-3-4.<namespace>.pod`: the address is in the name.
    private Answer findPod(Name asked, int type, String[] labels) {
        if (labels.length == 1) {
            return new Answer.NoData();
        }
        if (labels.length == 2) {
            return namespaces.containsKey(labels[0]) ? new Answer.NoData() : new Answer.NoName();
        }
        String address = labels[0].replace('-', '.');
        return labels.length == 3 && Ipv4.isIpv4(address) ? addresses(asked, type, List.of(Ipv4.parse(address))) : new Answer.NoName();
    }

    private Answer findReverse(Name asked, int type) {
        String[] labels = labels(asked, REVERSE);
        if (labels.length != 4) {
            return new Answer.Elsewhere();
        }
        String text = String.join(".", Arrays.asList(labels).reversed());
        if (!Ipv4.isIpv4(text)) {
            return new Answer.Elsewhere();
        }
        Ipv4 address = Ipv4.parse(text);
        Set<Name> names = names(address);
        if (names.isEmpty()) {
            return ownAddresses.stream().anyMatch(range -> range.contains(address)) ? new Answer.NoName() : new Answer.Elsewhere();
        }
        if (type != Type.PTR && type != Type.ANY) {
            return new Answer.NoData();
        }
        return new Answer.Found(names.stream().<Record>map(name -> new PTRRecord(asked, DClass.IN, TTL, name)).toList(), List.of());
    }

    private static Answer addresses(Name asked, int type, List<Ipv4> addresses) {
        if (addresses.isEmpty() || type != Type.A && type != Type.ANY) {
            return new Answer.NoData();
        }
        return new Answer.Found(addresses.stream().map(address -> address(asked, address)).toList(), List.of());
    }

    private static Record address(Name name, Ipv4 address) {
        return new ARecord(name, DClass.IN, TTL, address.toInetAddress());
    }

    private static Answer found(Record record) {
        return new Answer.Found(List.of(record), List.of());
    }

    private static List<Endpoint> endpoints(ServiceEntry service) {
        return service.ports().stream().flatMap(port -> port.endpoints().stream())
                .filter(endpoint -> endpoint.ready() && Ipv4.isIpv4(endpoint.ip())).toList();
    }

    private static String host(Endpoint endpoint) {
        return endpoint.hostname() == null || endpoint.hostname().isEmpty() ? endpoint.ip().replace('.', '-') : endpoint.hostname();
    }

    private static String protocol(PortEntry port) {
        return port.protocol().toLowerCase(Locale.ROOT);
    }

    private static Name serviceName(ServiceEntry service) {
        return name(service.name() + "." + service.namespace() + ".svc.cluster.local.");
    }

    private static Name endpointName(Endpoint endpoint, ServiceEntry service) {
        return name(host(endpoint) + "." + service.name() + "." + service.namespace() + ".svc.cluster.local.");
    }

    /// The labels below the domain in lower case, leftmost first.
    private static String[] labels(Name asked, Name domain) {
        int count = asked.labels() - domain.labels();
        String[] labels = new String[count];
        for (int i = 0; i < count; i++) {
            labels[i] = asked.getLabelString(i).toLowerCase(Locale.ROOT);
        }
        return labels;
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
