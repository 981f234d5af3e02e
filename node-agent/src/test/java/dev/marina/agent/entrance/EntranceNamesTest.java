package dev.marina.agent.entrance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class EntranceNamesTest {

    private final EntranceNames names = EntranceNames.start("apps.localhost", 0, (tenant, cluster) -> switch (tenant + "/" + cluster) {
        case "acme/default" -> List.of("100.64.0.1", "100.64.0.2");
        case "acme/test" -> List.of("100.64.0.9");
        case "other/default" -> List.of("100.64.7.1");
        default -> List.of();
    });

    @AfterEach
    void close() {
        names.close();
    }

    private Message ask(byte[] question) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5_000);
            socket.connect(names.address());
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private Message ask(String name, int type) throws IOException {
        return ask(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)).toWire());
    }

    @ParameterizedTest
    @CsvSource({"shop.acme.apps.localhost,100.64.0.1 100.64.0.2", "SHOP.Acme.apps.localhost,100.64.0.1 100.64.0.2", "shop.test.acme.apps.localhost,100.64.0.9",
            "shop.other.apps.localhost,100.64.7.1"})
    void aNameLeadsToTheNodesOfItsTenantAlone(String name, String addresses) throws IOException {
        assertEquals(List.of(addresses.split(" ")), ask(name, Type.A).getSection(Section.ANSWER).stream().map(Record::rdataToString).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.apps.localhost", "apps.localhost", "shop.nobody.apps.localhost", "shop.acme.apps.localhost.evil.example",
            "shop.acme.xapps.localhost",
            "a.b.c.acme.apps.localhost", "shop.acme", "localhost"})
    void anyOtherNameIsNone(String name) throws IOException {
        Message answer = ask(name, Type.A);
        assertEquals(Rcode.NXDOMAIN, answer.getRcode());
        assertTrue(answer.getSection(Section.ANSWER).isEmpty());
    }

    @Test
    void nonsenseIsNoAnswerWorthAndStopsNothing() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(names.address());
            for (byte[] nonsense : List.of(new byte[0], new byte[] {1}, new byte[1_200])) {
                socket.send(new DatagramPacket(nonsense, nonsense.length));
            }
        }
        assertEquals(1, ask("shop.other.apps.localhost", Type.A).getSection(Section.ANSWER).size());
        assertEquals(0, ask("shop.other.apps.localhost", Type.AAAA).getSection(Section.ANSWER).size());
    }

    @Test
    void partsOfANameAreNeverEmpty() {
        assertEquals(Optional.empty(), ApplicationName.of(".acme.apps.localhost", "apps.localhost"));
        assertEquals(Optional.empty(), ApplicationName.of("a..acme.apps.localhost", "apps.localhost"));
    }
}
