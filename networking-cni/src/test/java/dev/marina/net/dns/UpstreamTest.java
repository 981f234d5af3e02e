package dev.marina.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Resolvers on the loopback address.
class UpstreamTest {

    private final List<DatagramSocket> sockets = new ArrayList<>();

    @AfterEach
    void close() {
        sockets.forEach(DatagramSocket::close);
    }

    @Test
    void theAnswerComesUnderTheIdOfTheQuestion() throws IOException {
        Message query = query("www.example.org.");

        Message answer = upstream(resolver("192.0.2.7", 0)).ask(query, false).orElseThrow();

        assertEquals(query.getHeader().getID(), answer.getHeader().getID());
        assertEquals("192.0.2.7", answer.getSection(Section.ANSWER).getFirst().rdataToString());
    }

    @Test
    void theNextResolverIsAskedWhenOneIsSilent() throws IOException {
        InetSocketAddress silent = new InetSocketAddress(InetAddress.getLoopbackAddress(), silentPort());

        Optional<Message> answer = upstream(silent, resolver("192.0.2.8", 0)).ask(query("www.example.org."), false);

        assertEquals("192.0.2.8", answer.orElseThrow().getSection(Section.ANSWER).getFirst().rdataToString());
    }

    @Test
    void anAnswerUnderAWrongIdIsNotBelieved() throws IOException {
        assertEquals(Optional.empty(), upstream(resolver("192.0.2.66", 1)).ask(query("www.example.org."), false));
    }

    @Test
    void resolversAreReadFromResolvConf(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("resolv.conf"),
                "# comment\nsearch example.org\nnameserver 192.0.2.1\nnameserver\t192.0.2.2\noptions edns0\n");

        assertEquals(List.of("192.0.2.1", "192.0.2.2"), Upstream.nameServers(file));
        assertTrue(Upstream.nameServers(directory.resolve("missing")).isEmpty());
    }

    private static Upstream upstream(InetSocketAddress... servers) {
        return new Upstream(List.of(servers), Duration.ofMillis(300));
    }

    private int silentPort() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        return socket.getLocalPort();
    }

    /// Answers every question with the address, under an id that is off by `idOffset`.
    private InetSocketAddress resolver(String address, int idOffset) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        Thread.ofVirtual().start(() -> {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                socket.receive(packet);
                Message query = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                Message answer = new Message(query.getHeader().getID() + idOffset & 0xffff);
                answer.getHeader().setFlag(Flags.QR);
                answer.addRecord(query.getQuestion(), Section.QUESTION);
                answer.addRecord(new ARecord(query.getQuestion().getName(), DClass.IN, 60, InetAddress.getByName(address)), Section.ANSWER);
                byte[] wire = answer.toWire();
                socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // the test is over
            }
        });
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private static Message query(String name) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    }
}
