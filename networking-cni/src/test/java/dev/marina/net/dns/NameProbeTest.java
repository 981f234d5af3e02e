package dev.marina.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class NameProbeTest {

    @Test
    void aShortNameIsLookedForInTheSearchListAndALongOneAsItIsFirst() {
        assertEquals(List.of("web.shop.svc.cluster.local.", "web.svc.cluster.local.", "web.cluster.local.", "web."), NameProbe.names("web", "shop"));
        assertEquals(List.of("a.b.c.d.e.f.", "a.b.c.d.e.f.shop.svc.cluster.local.", "a.b.c.d.e.f.svc.cluster.local.", "a.b.c.d.e.f.cluster.local."),
                NameProbe.names("a.b.c.d.e.f", "shop"));
        assertEquals(List.of("example.org."), NameProbe.names("example.org.", "shop"));
    }

    /// Answers the second name, and something that nobody asked for before.
    @Test
    void itGoesOnUntilANameHasAnAddressAndPassesOverWhatIsNotTheAnswer() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramChannel server = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
                DatagramChannel client = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0))) {
            client.connect(server.getLocalAddress());
            Thread.ofVirtual().start(() -> {
                try {
                    for (int question = 0; question < 2; question++) {
                        ByteBuffer buffer = ByteBuffer.allocate(4096);
                        var from = server.receive(buffer);
                        buffer.flip();
                        Message query = new Message(buffer);
                        server.send(ByteBuffer.wrap(answer(query, query.getHeader().getID() ^ 1, Rcode.SERVFAIL).toWire()), from);
                        Message answer = answer(query, query.getHeader().getID(), question == 0 ? Rcode.NXDOMAIN : Rcode.NOERROR);
                        if (question == 1) {
                            answer.addRecord(new ARecord(query.getQuestion().getName(), DClass.IN, 5, InetAddress.getByName("10.96.0.20")), Section.ANSWER);
                        }
                        server.send(ByteBuffer.wrap(answer.toWire()), from);
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            List<NameProbe.Answer> answers = NameProbe.ask(client, NameProbe.names("web", "shop"), Duration.ofSeconds(5));
            assertEquals(List.of("NXDOMAIN", "NOERROR"), answers.stream().map(NameProbe.Answer::code).toList());
            assertEquals("10.96.0.20", answers.getLast().addresses().getFirst().toString());
        }
    }

    private static Message answer(Message query, int id, int code) {
        Message answer = new Message(id);
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(code);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    @Test
    void nobodyAnsweringIsToldApartFromNobodyListening() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramChannel client = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0))) {
            try (DatagramChannel silent = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0))) {
                client.connect(silent.getLocalAddress());
                assertEquals("NoAnswer", NameProbe.ask(client, List.of("a."), Duration.ofMillis(50)).getFirst().code());
            }
            assertEquals("Refused", NameProbe.ask(client, List.of("a."), Duration.ofSeconds(5)).getFirst().code());
        }
    }
}
