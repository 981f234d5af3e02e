package dev.marina.net;

import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static dev.marina.net.service.Samples.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.dns.corefile.CorefileFault;
import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// Two tenants with the same addresses and Corefiles of their own; name servers in their pods. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class CorefileIT {

    private static final String DNS = "10.96.0.10";

    private World world;
    private NodeNetwork acme;
    private NodeNetwork beta;
    private World.Pod client;
    private World.Pod server;
    private World.Pod far;
    private World.Pod betaClient;
    private World.Pod betaServer;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void twoTenants() {
        world = new World("cor", List.of());
        acme = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
        beta = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4").getFirst();
        client = world.pod("acme+node-1", "client");
        server = world.pod("acme+node-1", "server");
        far = world.pod("acme+node-2", "far");
        betaClient = world.pod("beta+node-1", "client");
        betaServer = world.pod("beta+node-1", "server");
        acme.services(List.of(web(), service("stub", "10.96.0.53", udp("dns", 53, ready(server.address().toString(), 53)))));
        beta.services(List.of(web()));
    }

    @AfterEach
    void gone() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        world.close();
    }

    private static ServiceEntry web() {
        return service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080)));
    }

    /// A name server in a pod that gives every name this address.
    private AtomicInteger serve(World.Pod pod, String address) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        DatagramChannel channel = pod.netns().datagrams(new InetSocketAddress("0.0.0.0", 53));
        open.add(channel);
        Thread.ofVirtual().start(() -> {
            while (channel.isOpen()) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                    channel.socket().receive(packet);
                    asked.incrementAndGet();
                    Message answer = new Message(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                    answer.getHeader().setFlag(Flags.QR);
                    answer.addRecord(new ARecord(answer.getQuestion().getName(), DClass.IN, 60, InetAddress.ofLiteral(address)), Section.ANSWER);
                    byte[] wire = answer.toWire();
                    channel.socket().send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                } catch (SocketException _) {
                    return;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        return asked;
    }

    private static Optional<String> stub(String server, String more) {
        return Optional.of("example.org:53 {\n  forward . " + server + "\n}\n.:53 {\n" + more + "\n  kubernetes cluster.local in-addr.arpa ip6.arpa {\n"
                + "    pods insecure\n    fallthrough in-addr.arpa ip6.arpa\n  }\n  forward . /etc/resolv.conf\n}\n");
    }

    @Test
    void aStubDomainIsAnsweredByAServerInAPodOfTheSameClusterAndEachTenantHasItsOwn() throws Exception {
        AtomicInteger acmes = serve(server, "192.0.2.1");
        AtomicInteger betas = serve(betaServer, "192.0.2.2");
        acme.corefile(stub(server.address().toString(), ""));
        assertEquals("SERVFAIL", betaClient.resolve(DNS, "www.example.org"));
        beta.corefile(stub(betaServer.address().toString(), ""));

        assertEquals("NOERROR 192.0.2.1", client.resolve(DNS, "www.example.org"));
        assertEquals("NOERROR 192.0.2.2", betaClient.resolve(DNS, "www.example.org"));
        assertEquals(List.of(1, 1), List.of(acmes.get(), betas.get()));
        assertEquals("NOERROR 10.96.0.20", client.resolve(DNS, "web.default.svc.cluster.local"));
    }

    @Test
    void aServerBehindAServiceAndOneOnAnotherNodeAreReached() throws Exception {
        serve(server, "192.0.2.1");
        serve(far, "192.0.2.3");
        acme.corefile(stub("10.96.0.53", ""));
        assertEquals("NOERROR 192.0.2.1", client.resolve(DNS, "www.example.org"));

        acme.corefile(stub(far.address().toString(), ""));
        assertEquals("NOERROR 192.0.2.3", client.resolve(DNS, "www.example.org"));
    }

    @Test
    void hostsAndRewritesHoldAndABrokenCorefileLeavesTheLastOneInForceOverARestartToo() throws Exception {
        serve(server, "192.0.2.1");
        acme.corefile(stub(server.address().toString(), "  hosts {\n    10.1.2.3 db.corp.example\n    fallthrough\n  }\n"
                + "  rewrite name suffix .shop.example .default.svc.cluster.local"));
        assertEquals("NOERROR 10.1.2.3", client.resolve(DNS, "db.corp.example"));
        assertEquals("NOERROR 10.96.0.20", client.resolve(DNS, "web.shop.example"));

        CorefileFault fault = assertThrows(CorefileFault.class, () -> acme.corefile(Optional.of(".:53 {\n  forward . 10.244.1.9\n  errorz\n}\n")));
        assertTrue(fault.words().startsWith("Corefile line 3: plugin 'errorz' is not kept to"), fault.words());
        assertEquals("NOERROR 10.1.2.3", client.resolve(DNS, "db.corp.example"));

        world.networks.close();
        world.start();
        acme = world.networks.ensure(world.spec("acme+node-1"));
        assertEquals("NOERROR 10.1.2.3", client.resolve(DNS, "db.corp.example"));
        assertEquals("NOERROR 192.0.2.1", client.resolve(DNS, "www.example.org"));

        acme.corefile(Optional.empty());
        assertEquals("SERVFAIL", client.resolve(DNS, "www.example.org"));
        assertEquals("NOERROR 10.96.0.20", client.resolve(DNS, "web.default.svc.cluster.local"));
    }

    /// The hostile tenant: a Service that leads where pods may not go, and the addresses themselves.
    @Test
    void nothingIsReachedThatPodsDoNotReach() throws Exception {
        World.Counter machine = world.count(world.machine, 5300);
        World.Counter others = world.count(betaServer.netns(), 5300);
        for (String target : List.of("127.0.0.1", "169.254.169.254", "100.64.0.3", "100.64.0.0", "198.51.100.2", DNS)) {
            assertThrows(CorefileFault.class, () -> acme.corefile(stub(target + ":5300", "")), target);
        }
        for (String endpoint : List.of("198.51.100.2", "100.64.0.3", "100.64.255.254", "169.254.169.254", "127.0.0.1")) {
            acme.services(List.of(service("trick", "10.96.0.54", udp("dns", 53, ready(endpoint, 5300)))));
            acme.corefile(stub("10.96.0.54", "  # " + endpoint));
            assertEquals("SERVFAIL", client.resolve(DNS, "www.example.org"), endpoint);
        }
        assertEquals(0, machine.received());
        assertEquals(0, others.received());
    }

    /// Two stub domains that lead back to the name server by a Service.
    @Test
    void aCircleEnds() throws Exception {
        acme.services(List.of(web(), service("back", "10.96.0.55", udp("dns", 53, ready(DNS, 53)))));
        acme.corefile(Optional.of("a.example {\n  rewrite name suffix .a.example .b.example\n  forward . 10.96.0.55\n}\n"
                + "b.example {\n  rewrite name suffix .b.example .a.example\n  forward . 10.96.0.55\n}\n.:53 {\n  kubernetes cluster.local\n}\n"));

        assertEquals("SERVFAIL", client.resolve(DNS, "x.a.example"));
        assertEquals("NOERROR 10.96.0.20", client.resolve(DNS, "web.default.svc.cluster.local"));
    }
}
