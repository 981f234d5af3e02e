package dev.marina.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.share.SharedPool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

/// Against a resolver on the loopback address that counts what it is asked.
class OutsideNamesTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final SharedPool queries = new SharedPool(1, 1, 0);
    private DatagramSocket resolver;
    private CountDownLatch mayAnswer = new CountDownLatch(0);

    @BeforeEach
    void listen() throws IOException {
        resolver = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::answerAll);
    }

    @AfterEach
    void close() {
        mayAnswer.countDown();
        resolver.close();
    }

    private void answerAll() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                resolver.receive(packet);
                asked.incrementAndGet();
                mayAnswer.await();
                Message query = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                query.getHeader().setFlag(Flags.QR);
                query.addRecord(new ARecord(query.getQuestion().getName(), DClass.IN, 60, InetAddress.getByName("192.0.2.7")), Section.ANSWER);
                byte[] wire = query.toWire();
                resolver.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            }
        } catch (IOException | InterruptedException _) {
            // the test is over
        }
    }

    private OutsideNames node() {
        return new OutsideNames(new Upstream(List.of((InetSocketAddress) resolver.getLocalSocketAddress()), Duration.ofSeconds(20)), HiddenNames.of(List.of()),
                queries.share(), now::get);
    }

    private static Message query(String name) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    }

    private static String address(Message answer) {
        return answer.getSection(Section.ANSWER).getFirst().rdataToString();
    }

    @Test
    void theSameIsAskedOnceUntilItsTimeIsOver() throws IOException {
        OutsideNames node = node();
        node.ask(query("www.example.org."), false);
        Message again = query("WWW.example.org.");

        Message answer = node.ask(again, false).orElseThrow();
        assertEquals(List.of("192.0.2.7", again.getHeader().getID(), 1), List.of(address(answer), answer.getHeader().getID(), asked.get()));

        now.addAndGet(AnswerCache.LONGEST.toNanos());
        node.ask(again, false);
        assertEquals(2, asked.get());
    }

    @Test
    void oneNodeDoesNotLearnWhatAnotherHasAsked() throws IOException {
        node().ask(query("www.example.org."), false);

        assertTrue(node().known(query("www.example.org.")).isEmpty());
    }

    @Test
    void privateNamesAreNeverAskedFor() throws IOException {
        Message answer = node().ask(query("metadata.google.internal."), false).orElseThrow();

        assertEquals(List.of(Rcode.NXDOMAIN, 0), List.of(answer.getRcode(), asked.get()));
    }

    @Test
    void nodeThatHasTooManyUnderWayLeavesTheOthersTheirs() throws IOException, InterruptedException {
        mayAnswer = new CountDownLatch(1);
        OutsideNames greedy = node();
        OutsideNames other = node();
        Thread first = Thread.ofVirtual().start(() -> ask(greedy, "slow.example.org."));
        while (asked.get() == 0) {
            Thread.onSpinWait();
        }

        assertTrue(greedy.ask(query("more.example.org."), false).isEmpty());
        mayAnswer.countDown();
        assertEquals("192.0.2.7", address(other.ask(query("other.example.org."), false).orElseThrow()));
        first.join();
    }

    private static void ask(OutsideNames node, String name) {
        try {
            node.ask(query(name), false);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    @Test
    void nodeAsksNoFasterThanItMay() throws IOException {
        OutsideNames node = node();
        int answered = 0;
        for (int i = 0; i < 500; i++) {
            answered += node.ask(query("n" + i + ".example.org."), false).isPresent() ? 1 : 0;
        }

        assertEquals(List.of(400, 400), List.of(answered, asked.get()));
    }

    @Test
    void cacheStaysSmall() throws IOException {
        OutsideNames node = node();
        for (int i = 0; i < 300; i++) {
            node.ask(query("n" + i + ".example.org."), false);
        }

        assertTrue(node.known(query("n0.example.org.")).isEmpty());
        assertTrue(node.known(query("n299.example.org.")).isPresent());
    }
}
