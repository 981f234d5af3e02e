package dev.marina.net.dns;

import static dev.marina.net.service.Samples.external;
import static dev.marina.net.service.Samples.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.dns.corefile.CorefileFault;
import dev.marina.net.dns.corefile.CorefileReader;
import dev.marina.net.dns.corefile.ForwardTargets;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.service.ServiceSet;
import dev.marina.net.share.SharedPool;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers by a Corefile, with servers of the test's own where a cluster would have some in its pods.
class CorefileAnswersTest {

    private final ClusterZone zone = new ClusterZone(new ServiceSet(List.of(service("web", "10.96.0.20"), external("ext", "www.example.org"))),
            List.of(IpPrefix.parse("10.244.0.0/16")),
            Ipv4.parse("10.96.0.10"));
    private final DnsResponder responder = new DnsResponder(zone,
            new OutsideNames(new Upstream(List.of(), Duration.ofSeconds(1)), HiddenNames.of(List.of()), new SharedPool(1, 1, 0).share(), System::nanoTime),
            new NamedServers(new OwnSockets(), new SharedPool(8, 8, 0).share(), System::nanoTime));
    private final List<AutoCloseable> open = new ArrayList<>();

    CorefileAnswersTest() {
        responder.informed();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private void corefile(String text) throws CorefileFault {
        responder.configure(new CorefileReader(new ForwardTargets(List.of(IpPrefix.parse("127.0.0.0/8")), Set.of())).read(text));
    }

    /// A server that changes what it would answer.
    private final class Server {

        final DatagramSocket socket;
        final AtomicInteger asked = new AtomicInteger();

        Server(UnaryOperator<Message> answers) throws IOException {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            open.add(socket);
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try {
                        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                        socket.receive(packet);
                        asked.incrementAndGet();
                        Message answer = answers.apply(new Message(ByteBuffer.wrap(packet.getData(), 0, packet.getLength())));
                        if (answer != null) {
                            byte[] wire = answer.toWire();
                            socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                        }
                    } catch (IOException _) {
                        // the test is over
                    }
                }
            });
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static Message with(Message query, String address) {
        Message answer = DnsResponder.response(query, Rcode.NOERROR, true);
        answer.addRecord(new ARecord(query.getQuestion().getName(), DClass.IN, 60, Ipv4.parse(address).toInetAddress()), Section.ANSWER);
        return answer;
    }

    private static UnaryOperator<Message> saying(String address) {
        return query -> with(query, address);
    }

    private Message ask(String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
        Message answer = responder.answer(query).orElseGet(() -> responder.forward(query, false));
        assertEquals(query.getHeader().getID(), answer.getHeader().getID());
        assertEquals(query.getQuestion(), answer.getQuestion());
        return answer;
    }

    private String resolve(String name) throws IOException {
        return resolve(name, Type.A);
    }

    private String resolve(String name, int type) throws IOException {
        Message answer = ask(name, type);
        return (Rcode.string(answer.getRcode()) + " "
                + answer.getSection(Section.ANSWER).stream().map(record -> record.getName() + " " + record.rdataToString())
                        .sorted().collect(Collectors.joining(", ")))
                .strip();
    }

    private String withStub(String inside) {
        return "example.org:53 {\n" + inside + "\n}\n.:53 {\n kubernetes cluster.local in-addr.arpa\n forward . /etc/resolv.conf\n}\n";
    }

    @Test
    void aStubDomainIsAskedOfItsServerAndNothingElseIs() throws Exception {
        Server stub = new Server(saying("192.0.2.7"));
        corefile(withStub("forward . " + stub.address()));

        assertEquals("NOERROR www.example.org. 192.0.2.7", resolve("www.example.org"));
        assertEquals("NOERROR web.default.svc.cluster.local. 10.96.0.20", resolve("web.default.svc.cluster.local"));
        assertEquals("SERVFAIL", resolve("www.example.com"));
        assertEquals(1, stub.asked.get());
    }

    @Test
    void theLongestZoneAnswersAndExceptionsAreNotAsked() throws Exception {
        Server wide = new Server(saying("192.0.2.1"));
        Server narrow = new Server(saying("192.0.2.2"));
        corefile("org {\n forward . " + wide.address() + "\n}\nexample.org {\n forward . " + narrow.address() + " {\n except no.example.org\n }\n}");

        assertEquals("NOERROR a.example.org. 192.0.2.2", resolve("a.example.org"));
        assertEquals("NOERROR a.other.org. 192.0.2.1", resolve("a.other.org"));
        assertEquals("SERVFAIL", resolve("a.no.example.org"));
        assertEquals("REFUSED", resolve("example.com"));
    }

    @Test
    void severalServersAreAskedUntilOneAnswersAndTheSilentOneComesLastThen() throws Exception {
        Server silent = new Server(_ -> null);
        Server stub = new Server(saying("192.0.2.7"));
        corefile(withStub("forward . " + silent.address() + " " + stub.address() + " {\n policy sequential\n}"));

        assertEquals("NOERROR a.example.org. 192.0.2.7", resolve("a.example.org"));
        assertEquals("NOERROR b.example.org. 192.0.2.7", resolve("b.example.org"));
        assertEquals(1, silent.asked.get());
    }

    @Test
    void roundRobinTakesTurns() throws Exception {
        Server one = new Server(saying("192.0.2.1"));
        Server two = new Server(saying("192.0.2.2"));
        corefile(withStub("forward . " + one.address() + " " + two.address() + " {\n policy round_robin\n}"));

        for (String name : List.of("a", "b", "c", "d")) {
            resolve(name + ".example.org");
        }
        assertEquals(List.of(2, 2), List.of(one.asked.get(), two.asked.get()));
    }

    @Test
    void answersAreKeptWhereTheBlockSaysSo() throws Exception {
        Server kept = new Server(saying("192.0.2.1"));
        Server fresh = new Server(saying("192.0.2.2"));
        corefile("a.org {\n forward . " + kept.address() + "\n cache 30\n}\nb.org {\n forward . " + fresh.address() + "\n}");

        for (int i = 0; i < 3; i++) {
            resolve("x.a.org");
            resolve("x.b.org");
        }
        assertEquals(List.of(1, 3), List.of(kept.asked.get(), fresh.asked.get()));
    }

    @Test
    void hostsComeBeforeEverythingAndFallThroughWhereTheySaySo() throws Exception {
        Server stub = new Server(saying("192.0.2.7"));
        corefile(withStub("hosts {\n 10.1.2.3 db.example.org alias.example.org\n fd00::1 db.example.org\n ttl 7\n fallthrough\n}\nforward . " + stub.address())
                + "other.org {\n hosts {\n 10.1.2.4 db.other.org\n }\n forward . " + stub.address()
                + "\n}\n10.in-addr.arpa {\n hosts {\n 10.1.2.3 db.example.org\n }\n}");

        assertEquals("NOERROR db.example.org. 10.1.2.3", resolve("db.example.org"));
        assertEquals("NOERROR DB.example.org. fd00:0:0:0:0:0:0:1", resolve("DB.example.org", Type.AAAA));
        assertEquals("NOERROR", resolve("alias.example.org", Type.AAAA));
        assertEquals(7, ask("db.example.org", Type.A).getSection(Section.ANSWER).getFirst().getTTL());
        assertEquals("NOERROR www.example.org. 192.0.2.7", resolve("www.example.org"));
        assertEquals("NXDOMAIN", resolve("www.other.org"));
        assertEquals("NOERROR 3.2.1.10.in-addr.arpa. db.example.org.", resolve("3.2.1.10.in-addr.arpa", Type.PTR));
    }

    @Test
    void aRewrittenNameIsAnsweredUnderTheNameThatWasAsked() throws Exception {
        Server stub = new Server(saying("192.0.2.7"));
        corefile(".:53 {\n rewrite name suffix .shop.example .default.svc.cluster.local answer auto\n rewrite continue name exact a.example b.example\n"
                + " rewrite name b.example c.example.org\n rewrite name regex ^bad\\. ..\n"
                + " kubernetes cluster.local\n forward . " + stub.address() + "\n}");

        assertEquals("NOERROR Web.shop.example. 10.96.0.20", resolve("Web.shop.example"));
        assertEquals("NXDOMAIN", resolve("none.shop.example"));
        assertEquals("NOERROR a.example. 192.0.2.7", resolve("a.example"));
        assertEquals("SERVFAIL", resolve("bad.example"));
    }

    @Test
    void podNamesAndTimesAreAsTheClustersNamesSay() throws Exception {
        corefile(".:53 {\n kubernetes cluster.local {\n pods disabled\n ttl 11\n }\n}");
        assertEquals("NXDOMAIN", resolve("10-244-1-2.default.pod.cluster.local"));
        assertEquals(11, ask("web.default.svc.cluster.local", Type.A).getSection(Section.ANSWER).getFirst().getTTL());

        corefile(".:53 {\n kubernetes cluster.local {\n pods insecure\n }\n}");
        assertEquals("NOERROR 10-244-1-2.default.pod.cluster.local. 10.244.1.2", resolve("10-244-1-2.default.pod.cluster.local"));
        assertEquals(5, ask("web.default.svc.cluster.local", Type.A).getSection(Section.ANSWER).getFirst().getTTL());
    }

    @Test
    void podNamesThatAreVerifiedAreThoseOfPodsThatThereAre() throws Exception {
        corefile(".:53 {\n kubernetes cluster.local {\n pods verified\n }\n}");
        PodEntry pod = new PodEntry("u", "default", Map.of(), "n", List.of(Ipv4.parse("10.244.1.2")), List.of(), false);
        responder.pods(PolicyChange.everything(List.of(pod), Map.of(), List.of()));

        assertEquals("NOERROR 10-244-1-2.default.pod.cluster.local. 10.244.1.2", resolve("10-244-1-2.default.pod.cluster.local"));
        assertEquals("NXDOMAIN", resolve("10-244-1-2.kube-system.pod.cluster.local"));
        assertEquals("NXDOMAIN", resolve("10-244-1-3.default.pod.cluster.local"));

        responder.pods(new PolicyChange(false, List.of(), List.of("u"), Map.of(), List.of(), List.of(), List.of()));
        assertEquals("NXDOMAIN", resolve("10-244-1-2.default.pod.cluster.local"));
    }

    @Test
    void aServerIsAskedByTcpWhereTheForwardSaysSo() throws Exception {
        try (ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = tcp.accept()) {
                    DataInputStream in = new DataInputStream(client.getInputStream());
                    byte[] sent = new byte[in.readUnsignedShort()];
                    in.readFully(sent);
                    byte[] answer = with(new Message(sent), "192.0.2.9").toWire();
                    client.getOutputStream().write(ByteBuffer.allocate(2 + answer.length).putShort((short) answer.length).put(answer).array());
                } catch (IOException _) {
                    // the test is over
                }
            });
            corefile(withStub("forward . 127.0.0.1:" + tcp.getLocalPort() + " {\n force_tcp\n}"));
            assertEquals("NOERROR a.example.org. 192.0.2.9", resolve("a.example.org"));
        }
    }

    /// The hostile server, or whoever answers in its place.
    @Test
    void answersToAnotherQuestionOrUnderAnotherIdAreNotTaken() throws Exception {
        Server other = new Server(query -> {
            Message answer = with(query, "192.0.2.66");
            answer.getHeader().setID(query.getHeader().getID() + 1 & 0xffff);
            return answer;
        });
        Server elsewhere = new Server(query -> {
            Message answer = with(query, "192.0.2.66");
            answer.removeAllRecords(Section.QUESTION);
            answer.addRecord(Record.newRecord(ConfiguredNames.name("bank.example."), Type.A, DClass.IN), Section.QUESTION);
            return answer;
        });
        Server question = new Server(query -> {
            Message answer = with(query, "192.0.2.66");
            answer.getHeader().unsetFlag(Flags.QR);
            return answer;
        });
        corefile("a.org {\n forward . " + other.address() + "\n}\nb.org {\n forward . " + elsewhere.address() + "\n}\nc.org {\n forward . " + question.address()
                + "\n}");

        assertEquals("SERVFAIL", resolve("x.a.org"));
        assertEquals("SERVFAIL", resolve("x.b.org"));
        assertEquals("SERVFAIL", resolve("x.c.org"));
    }

    /// Another socket than the one that was asked.
    @Test
    void answersFromElsewhereAreNotTaken() throws Exception {
        DatagramSocket forger = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        open.add(forger);
        DatagramSocket stub = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        open.add(stub);
        Thread.ofVirtual().start(() -> {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                stub.receive(packet);
                byte[] wire = with(new Message(ByteBuffer.wrap(packet.getData(), 0, packet.getLength())), "192.0.2.66").toWire();
                forger.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // the test is over
            }
        });
        corefile(withStub("forward . 127.0.0.1:" + stub.getLocalPort()));

        assertEquals("SERVFAIL", resolve("x.example.org"));
    }

    /// A server in a pod that asks the cluster's name server for what it is asked, and one that does so with a name that grows.
    @Test
    void questionsThatGoInACircleEnd() throws Exception {
        Server circle = new Server(this::askBack);
        corefile(withStub("forward . " + circle.address()));
        assertEquals("SERVFAIL", resolve("x.example.org"));
        assertTrue(circle.asked.get() <= 2, "asked " + circle.asked.get());

        Server growing = new Server(this::askBack);
        corefile("example.org {\n rewrite name prefix x x.x\n forward . " + growing.address() + "\n}");
        assertEquals("SERVFAIL", resolve("x.example.org"));
        assertTrue(growing.asked.get() <= 8, "asked " + growing.asked.get());
    }

    private Message askBack(Message query) {
        Thread.ofVirtual().start(() -> responder.forward(query, false));
        return null;
    }

    @Test
    void oneThatFloodsTakesItsOwnPlacesOnly() throws Exception {
        Server silent = new Server(_ -> null);
        corefile(withStub("forward . " + silent.address()));
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Message query = Message.newQuery(Record.newRecord(ConfiguredNames.name("x" + i + ".example.org."), Type.A, DClass.IN));
            asking.add(Thread.ofVirtual().start(() -> responder.forward(query, false)));
        }
        for (Thread thread : asking) {
            thread.join();
        }
        assertTrue(silent.asked.get() <= 8, "asked " + silent.asked.get());
        assertEquals("NOERROR web.default.svc.cluster.local. 10.96.0.20", resolve("web.default.svc.cluster.local"));
    }

    @Test
    void anExternalNameInAStubDomainIsAskedOfItsServer() throws Exception {
        Server stub = new Server(saying("192.0.2.7"));
        corefile(withStub("forward . " + stub.address()));

        assertEquals("NOERROR ext.default.svc.cluster.local. www.example.org., www.example.org. 192.0.2.7", resolve("ext.default.svc.cluster.local"));
    }
}
