package dev.marina.net.dns;

import static dev.marina.net.service.Samples.external;
import static dev.marina.net.service.Samples.headless;
import static dev.marina.net.service.Samples.named;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static dev.marina.net.service.Samples.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.service.ServiceSet;
import dev.marina.net.share.SharedPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Sentences of "Kubernetes DNS-Based Service Discovery" 1.1.0, and of DNS itself.
class DnsResponderTest {

    private static final ClusterZone ZONE = new ClusterZone(new ServiceSet(List.of(
            service("mysql", "10.96.0.20", tcp("sql", 3306, 0, ready("10.244.1.5", 3306))),
            service("kubernetes", "10.96.0.1", tcp("https", 443, 0)),
            service("mixed", "10.96.0.30", tcp("dns-tcp", 53, 0), udp("dns", 53)),
            headless("web", tcp("http", 80, 0, named("web-0", "10.244.1.7", 8080), ready("10.244.2.9", 8080))),
            headless("nobody", tcp("http", 80, 0)),
            external("outside", "db.example.org"),
            external("inside", "mysql.default.svc.cluster.local"))),
            List.of(IpPrefix.parse("10.244.0.0/16"), IpPrefix.parse("10.96.0.0/16")), Ipv4.parse("10.96.0.10"));

    private final DnsResponder responder = serving(ZONE);

    private static DnsResponder serving(ClusterZone zone) {
        DnsResponder responder = uninformed(zone);
        responder.informed();
        return responder;
    }

    private static DnsResponder uninformed(ClusterZone zone) {
        return new DnsResponder(zone,
                new OutsideNames(new Upstream(List.of(), Duration.ofSeconds(1)), HiddenNames.of(List.of()), new SharedPool(1, 1, 0).share(), System::nanoTime),
                new NamedServers(new OwnSockets(), new SharedPool(8, 8, 0).share(), System::nanoTime));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            mysql.default.svc.cluster.local            | A    | NOERROR  | 10.96.0.20
            MySQL.Default.SVC.cluster.local            | A    | NOERROR  | 10.96.0.20
            mysql.default.svc.cluster.local            | AAAA | NOERROR  | -
            mysql.other.svc.cluster.local              | A    | NXDOMAIN | -
            mysql.default.svc.cluster.local.default.svc.cluster.local | A | NXDOMAIN | -
            mysql.svc.cluster.local                    | A    | NXDOMAIN | -
            mysql.cluster.local                        | A    | NXDOMAIN | -
            default.svc.cluster.local                  | A    | NOERROR  | -
            svc.cluster.local                          | A    | NOERROR  | -
            cluster.local                              | A    | NOERROR  | -
            kubernetes.default.svc.cluster.local       | A    | NOERROR  | 10.96.0.1
            ns.dns.cluster.local                       | A    | NOERROR  | 10.96.0.10
            dns-version.cluster.local                  | TXT  | NOERROR  | 1.1.0
            _sql._tcp.mysql.default.svc.cluster.local  | SRV  | NOERROR  | 0 100 3306 mysql.default.svc.cluster.local.
            _sql._tcp.mysql.default.svc.cluster.local  | A    | NOERROR  | -
            _sql._udp.mysql.default.svc.cluster.local  | SRV  | NXDOMAIN | -
            _tcp.mysql.default.svc.cluster.local       | SRV  | NOERROR  | -
            _dns._udp.mixed.default.svc.cluster.local  | SRV  | NOERROR  | 0 100 53 mixed.default.svc.cluster.local.
            web.default.svc.cluster.local              | A    | NOERROR  | 10.244.1.7 10.244.2.9
            nobody.default.svc.cluster.local           | A    | NOERROR  | -
            web-0.web.default.svc.cluster.local        | A    | NOERROR  | 10.244.1.7
            web-1.web.default.svc.cluster.local        | A    | NXDOMAIN | -
            10-244-2-9.web.default.svc.cluster.local   | A    | NOERROR  | 10.244.2.9
            _http._tcp.web.default.svc.cluster.local   | SRV  | NOERROR  | 0 50 8080 10-244-2-9.web.default.svc.cluster.local. 0 50 8080 web-0.web.default.svc.cluster.local.
            10-244-1-5.default.pod.cluster.local       | A    | NOERROR  | 10.244.1.5
            10-244-1-500.default.pod.cluster.local     | A    | NXDOMAIN | -
            20.0.96.10.in-addr.arpa                    | PTR  | NOERROR  | mysql.default.svc.cluster.local.
            7.1.244.10.in-addr.arpa                    | PTR  | NOERROR  | web-0.web.default.svc.cluster.local.
            9.2.244.10.in-addr.arpa                    | PTR  | NOERROR  | 10-244-2-9.web.default.svc.cluster.local.
            99.9.244.10.in-addr.arpa                   | PTR  | NXDOMAIN | -
            """)
    void answers(String name, String type, String rcode, String expected) throws IOException {
        Message answer = responder.answer(query(name, type)).orElseThrow();

        assertEquals(rcode, Rcode.string(answer.getRcode()));
        List<String> data = answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).sorted().toList();
        assertEquals(expected == null ? "" : expected, String.join(" ", data));
        assertTrue(answer.getHeader().getFlag(Flags.AA));
    }

    @Test
    void aNameThatIsNotThereBringsTheAuthorityWithAShortTtl() throws IOException {
        Message answer = responder.answer(query("nothing.default.svc.cluster.local", "A")).orElseThrow();

        Record soa = answer.getSection(Section.AUTHORITY).getFirst();
        assertEquals(Type.SOA, soa.getType());
        assertEquals(5, soa.getTTL());
    }

    @Test
    void portsComeWithTheAddressesOfTheirTargets() throws IOException {
        Message answer = responder.answer(query("_http._tcp.web.default.svc.cluster.local", "SRV")).orElseThrow();

        assertEquals(List.of("10.244.1.7", "10.244.2.9"),
                answer.getSection(Section.ADDITIONAL).stream().map(Record::rdataToString).sorted().toList());
    }

    @Test
    void anExternalNameThatPointsIntoTheClusterIsFollowed() throws IOException {
        Message query = query("inside.default.svc.cluster.local", "A");

        assertTrue(responder.answer(query).isEmpty());
        assertEquals(List.of("mysql.default.svc.cluster.local.", "10.96.0.20"),
                responder.forward(query, false).getSection(Section.ANSWER).stream().map(Record::rdataToString).toList());
    }

    @Test
    void anExternalNameThatNobodyResolvesIsStillShownAsAnAlias() throws IOException {
        Message answer = responder.forward(query("outside.default.svc.cluster.local", "A"), false);

        assertEquals(Rcode.SERVFAIL, answer.getRcode());
        assertEquals("db.example.org.", answer.getSection(Section.ANSWER).getFirst().rdataToString());
    }

    @Test
    void otherNamesFailWithoutResolvers() throws IOException {
        Message query = query("www.example.org", "A");

        assertTrue(responder.answer(query).isEmpty());
        assertEquals(Rcode.SERVFAIL, responder.forward(query, false).getRcode());
    }

    @Test
    void theQuestionComesBackAsItWasWritten() throws IOException {
        Message answer = responder.answer(query("MySQL.default.svc.cluster.local", "A")).orElseThrow();

        assertEquals("MySQL.default.svc.cluster.local.", answer.getQuestion().getName().toString());
    }

    @Test
    void extendedDnsIsAnsweredInKindAndAnUnknownVersionRefused() throws IOException {
        Message plain = query("mysql.default.svc.cluster.local", "A");
        Message extended = query("mysql.default.svc.cluster.local", "A");
        extended.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message future = query("mysql.default.svc.cluster.local", "A");
        future.addRecord(new OPTRecord(4096, 0, 1), Section.ADDITIONAL);

        assertEquals(null, responder.answer(plain).orElseThrow().getOPT());
        assertNotNull(responder.answer(extended).orElseThrow().getOPT());
        assertEquals(Rcode.BADVERS, responder.answer(future).orElseThrow().getRcode());
    }

    @Test
    void nothingIsSaidToBeMissingBeforeTheServicesAreKnown() throws IOException {
        assertEquals(Rcode.SERVFAIL, uninformed(new ClusterZone(new ServiceSet(List.of()), List.of(), Ipv4.parse("10.96.0.10")))
                .answer(query("mysql.default.svc.cluster.local", "A")).orElseThrow().getRcode());
    }

    @Test
    void zoneTransfersUpdatesAndQueriesWithoutAQuestionAreRefused() throws IOException {
        Message update = query("cluster.local", "SOA");
        update.getHeader().setOpcode(Opcode.UPDATE);

        assertEquals(Rcode.REFUSED, responder.answer(query("cluster.local", "AXFR")).orElseThrow().getRcode());
        assertEquals(Rcode.NOTIMP, responder.answer(update).orElseThrow().getRcode());
        assertEquals(Rcode.FORMERR, responder.answer(new Message(7)).orElseThrow().getRcode());
    }

    @Test
    void answersThatDoNotFitAreMarkedAsCutOff() throws IOException {
        var endpoints = java.util.stream.IntStream.range(2, 202).mapToObj(i -> ready("10.244.1." + i, 80)).toArray(dev.marina.net.service.Endpoint[]::new);
        DnsResponder many = serving(
                new ClusterZone(new ServiceSet(List.of(headless("many", tcp("http", 80, 0, endpoints)))), List.of(), Ipv4.parse("10.96.0.10")));

        Message answer = many.answer(query("many.default.svc.cluster.local", "A")).orElseThrow();

        assertTrue(new Message(answer.toWire(512)).getHeader().getFlag(Flags.TC));
        assertFalse(new Message(answer.toWire(0xffff)).getHeader().getFlag(Flags.TC));
    }

    @Test
    void twoZonesKnowNothingOfEachOther() throws IOException {
        DnsResponder other = serving(new ClusterZone(new ServiceSet(List.of()), List.of(), Ipv4.parse("10.96.0.10")));

        assertEquals(Rcode.NXDOMAIN, other.answer(query("mysql.default.svc.cluster.local", "A")).orElseThrow().getRcode());
    }

    private static Message query(String name, String type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN));
    }
}
