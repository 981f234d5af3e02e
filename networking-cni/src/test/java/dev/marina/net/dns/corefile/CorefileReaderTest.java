package dev.marina.net.dns.corefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.dns.corefile.Forward.Policy;
import dev.marina.net.dns.corefile.Forward.Target;
import dev.marina.net.dns.corefile.ServerBlock.ClusterNames;
import dev.marina.net.dns.corefile.ServerBlock.PodNames;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorefileReaderTest {

    private static final CorefileReader READER = new CorefileReader(new ForwardTargets(
            List.of(IpPrefix.parse("10.244.0.0/16"), IpPrefix.parse("10.96.0.0/16")), Set.of(Ipv4.parse("10.96.0.10"), Ipv4.parse("169.254.1.1"))));

    private static String fault(String text) {
        return assertThrows(CorefileFault.class, () -> READER.read(text)).words();
    }

    private static ServerBlock only(String inside) throws CorefileFault {
        return READER.read(".:53 {\n" + inside + "\n}\n").blocks().getFirst();
    }

    @Test
    void theUsualOneIsWhatKubeadmWrites() throws Exception {
        Corefile usual = READER.read(Corefile.USUAL);

        ServerBlock block = usual.blocks().getFirst();
        assertEquals(1, usual.blocks().size());
        assertEquals(".", block.zone());
        assertEquals(Optional.of(new ClusterNames(List.of("cluster.local.", "in-addr.arpa.", "ip6.arpa."), PodNames.INSECURE, 30,
                List.of("in-addr.arpa.", "ip6.arpa."))), block.kubernetes());
        assertEquals(List.of(new Target.Platform()), block.forwards().getFirst().to());
        assertEquals(Duration.ofSeconds(30), block.cache().orElseThrow().found());
    }

    @Test
    void stubDomainsHaveBlocksOfTheirOwn() throws Exception {
        Corefile read = READER.read("""
                # of ours
                Example.org:53, "corp.example" {
                    forward . 10.96.0.53 8.8.8.8:5353 {  # a comment
                        policy round_robin
                        except a.example.org
                    }
                    cache 60
                }
                .:53 {
                    forward . /etc/resolv.conf
                }
                """);

        assertEquals(List.of("example.org.", "corp.example.", "."), read.blocks().stream().map(ServerBlock::zone).toList());
        Forward forward = read.blocks().getFirst().forwards().getFirst();
        assertEquals(List.of(new Target.Server(Ipv4.parse("10.96.0.53"), 53), new Target.Server(Ipv4.parse("8.8.8.8"), 5353)), forward.to());
        assertEquals(Policy.ROUND_ROBIN, forward.policy());
        assertEquals(List.of("a.example.org."), forward.except());
    }

    @Test
    void pluginsOfWhichNothingIsToBeSeenAreTaken() throws Exception {
        assertEquals(List.of(), only("errors\nhealth\nready\nlog\nloop\nreload\nloadbalance\nprometheus :9153").forwards());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rewrite name foo.example.com bar.example.net             | foo.example.com.   | bar.example.net.
            rewrite name exact foo.example.com bar.example.net       | a.foo.example.com. | -
            rewrite name suffix .example.com .default.svc.cluster.local answer auto | web.example.com. | web.default.svc.cluster.local.
            rewrite name prefix old- new-                            | old-web.example.   | new-web.example.
            rewrite stop name substring .us. .eu.                    | a.us.example.      | a.eu.example.
            rewrite name regex (.*)-(us-west-1)\\.example\\.org {1}.service.{2}.consul | ftp-us-west-1.example.org. | ftp.service.us-west-1.consul.
            rewrite name regex ^web\\.example\\.$ web.default.svc.cluster.local. | web.example. | web.default.svc.cluster.local.
            """)
    void namesAreRewrittenAsCoreDnsDoes(String rule, String asked, String made) throws Exception {
        String found = only(rule).rewrites().getFirst().match().apply(asked).orElse("-");

        assertEquals(made, found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            erorrs                                 | line 2: plugin 'erorrs' is not kept to
            file db.example                        | line 2: plugin 'file' is not kept to
            forward .                              | line 2: forward takes a domain and whom to ask
            forward . tls://9.9.9.9                | line 2: 'tls://9.9.9.9': plain DNS
            forward . dns.example                  | line 2: 'dns.example': whom to ask is an IPv4 address
            forward . ::1                          | line 2: '::1': whom to ask is an IPv4 address
            forward . 8.8.8.8:0                    | line 2: '0': a port is from 1 to 65535
            forward . 8.8.8.8:65536                | line 2: '65536': a port
            hosts /etc/hosts                       | line 2: hosts reads no file
            rewrite type ANY HINFO                 | line 2: rewrite is written
            rewrite name regex ( x                 | line 2: pattern '(':
            cache many                             | line 2: 'many': cache takes a number of seconds
            kubernetes acme.local                  | line 2: kubernetes answers for cluster.local
            """)
    void whatIsNotKeptToIsNamedWithItsLine(String plugin, String message) {
        String said = fault(".:53 {\n" + plugin + "\n}");

        assertTrue(said.startsWith("Corefile " + message), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .:53 {                        | Corefile line 1: the brace that is opened here is not closed
            }                             | Corefile line 1: a brace is closed and none is open
            forward . 8.8.8.8             | Corefile line 1: 'forward' stands outside of a server block
            .:5353 {;}                    | Corefile line 1: '.:5353': the name server answers plain DNS at port 53 only
            tls://.:53 {;}                | Corefile line 1: 'tls://.:53': the name server answers plain DNS
            import other                  | Corefile line 1: 'import': there are no snippets
            .:53 {;};.:53 {;}             | Corefile line 3: zone '.' has a server block already
            .:53 {;hosts {;x y;};}        | Corefile line 3: 'x': hosts has lines such as
            .:53 {;log "a;}               | Corefile line 2: a quotation mark
            .:53 {;cache;cache;}          | Corefile line 3: 'cache' stands twice
            #                             | Corefile: it has no server block
            """)
    void aBrokenOneIsNotTaken(String lines, String message) {
        String said = fault(lines.replace(';', '\n'));

        assertTrue(said.startsWith(message), said);
    }

    /// The hostile tenant: the machine and what is around it, metadata, other tenants' nodes, the name server itself.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "0.0.0.0", "169.254.169.254", "169.254.1.1", "10.96.0.10", "100.64.0.3", "10.0.0.5", "172.16.0.1",
            "172.31.255.255", "192.168.1.1", "100.127.255.254", "224.0.0.251", "255.255.255.255", "198.18.0.1"})
    void nobodyIsAskedWhomPodsMayNotAsk(String target) {
        String said = fault(".:53 {\n forward . 8.8.8.8 " + target + "\n}");

        assertTrue(said.startsWith("Corefile line 2: forward: " + target + " is "), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.244.3.7", "10.96.0.53", "8.8.8.8", "172.32.0.1", "100.63.0.1", "100.128.0.1"})
    void podsServicesAndTheWorldMayBeAsked(String target) throws Exception {
        assertEquals(List.of(new Target.Server(Ipv4.parse(target), 53)), only("forward . " + target).forwards().getFirst().to());
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertTrue(fault(".:53 {\n" + "# much\n".repeat(10_000) + "}").contains("longer than 65536 characters"));
        StringBuilder blocks = new StringBuilder();
        for (int i = 0; i <= CorefileReader.BLOCKS; i++) {
            blocks.append("d").append(i).append(".example {\n}\n");
        }
        assertTrue(fault(blocks.toString()).contains("more than 128 zones"));
        assertTrue(fault(".:53 {\n forward . " + "8.8.8.8 ".repeat(16) + "\n}").contains("15 are the most"));
        assertTrue(fault(".:53 {\n hosts {\n 10.0.0.1" + " a".repeat(2_001) + "\n }\n}").contains("2000 are the most"));
        assertTrue(fault(".:53 {\n rewrite name regex " + "a".repeat(300) + " b\n}").contains("longer than 255 characters"));
        assertTrue(fault(".:53 {\n rewrite name regex ((a{100}){100}){100} b\n}").contains("comes to more than 1000 characters with what it repeats"));
        assertTrue(fault(".:53 {\n" + " rewrite continue name regex abcdefghij b\n".repeat(101) + "}").contains("more than 100 rules"));
        assertTrue(fault(".:53 {\n" + (" rewrite continue name regex " + "a".repeat(50) + " b\n").repeat(21) + "}").contains("come to more than 1000"));
        assertTrue(fault(".:53 {\n hosts {\n 10.0.0.1 " + "a.".repeat(20_000) + "\n }\n}").contains("is no domain name"));
        assertTrue(fault("a {\n b {\n c {\n d {\n}\n}\n}\n}").contains("braces lie no deeper"));
    }

    /// A name that says `{2}` of itself would fill the memory, were it filled in again and again.
    @Test
    void whatAPatternHasFoundIsNotFilledInAgain() throws Exception {
        Rewrite rule = only("rewrite name regex ^(.*)-(.*)-(.*)$ {1}.{2}.{9}").rewrites().getFirst();

        assertEquals(Optional.of("{2}{2}.{3}.{9}."), rule.match().apply("{2}{2}-{3}-x"));
    }

    /// It would take a backtracking engine longer than anybody waits.
    @Test
    void aCatastrophicPatternCostsNothing() throws Exception {
        Rewrite rule = only("rewrite name regex ^(a+)+$ b.example").rewrites().getFirst();

        long start = System.nanoTime();
        Optional<String> made = rule.match().apply("a".repeat(250) + "!");
        assertEquals(Optional.empty(), made);
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(2).toNanos());
    }
}
