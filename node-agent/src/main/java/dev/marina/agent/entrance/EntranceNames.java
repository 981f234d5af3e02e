package dev.marina.agent.entrance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers by DNS on loopback at which of this machine's nodes the entrance of an application's tenant is, as it is at this moment. One
/// virtual thread; an answer reads memory only.
public final class EntranceNames implements AutoCloseable {

    /// Nodes of one cluster at which an entrance is ready.
    @FunctionalInterface
    public interface Entrances {
        List<String> addresses(String tenant, String cluster);
    }

    private static final Logger LOG = LoggerFactory.getLogger(EntranceNames.class);
    private static final int LONGEST = 1232;
    private static final int MOST_ADDRESSES = 8;

    private final DatagramSocket socket;
    private final String domain;
    private final Entrances entrances;

    private EntranceNames(DatagramSocket socket, String domain, Entrances entrances) {
        this.socket = socket;
        this.domain = domain;
        this.entrances = entrances;
    }

    /// @param port 0 for any
    public static EntranceNames start(String domain, int port, Entrances entrances) {
        try {
            EntranceNames names = new EntranceNames(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), domain, entrances);
            Thread.ofVirtual().name("entrance names").start(names::run);
            return names;
        } catch (SocketException e) {
            throw new UncheckedIOException("the port %d for the names of entrances cannot be had".formatted(port), e);
        }
    }

    public SocketAddress address() {
        return socket.getLocalSocketAddress();
    }

    private void run() {
        byte[] buffer = new byte[LONGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                Optional<byte[]> answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                if (answer.isPresent()) {
                    socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException | RuntimeException failure) {
                if (!socket.isClosed()) {
                    LOG.atWarn().addKeyValue("error", failure.toString()).log("a question for an entrance not answered");
                }
            }
        }
    }

    /// Empty for what is no question.
    private Optional<byte[]> answer(byte[] bytes) {
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException _) {
            return Optional.empty();
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            return Optional.empty();
        }
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.AA);
        Record question = query.getQuestion();
        if (query.getHeader().getOpcode() != Opcode.QUERY || question == null || question.getDClass() != DClass.IN) {
            response.getHeader().setRcode(Rcode.REFUSED);
            return Optional.of(response.toWire(LONGEST));
        }
        response.addRecord(question, Section.QUESTION);
        List<String> addresses = ApplicationName.of(question.getName().toString(true), domain)
                .map(name -> entrances.addresses(name.tenant(), name.cluster())).orElse(List.of());
        if (addresses.isEmpty()) {
            response.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (question.getType() == Type.A) {
            addresses.stream().limit(MOST_ADDRESSES)
                    .forEach(address -> response.addRecord(new ARecord(question.getName(), DClass.IN, 1, inet(address)), Section.ANSWER));
        }
        return Optional.of(response.toWire(LONGEST));
    }

    private static InetAddress inet(String address) {
        return Inet4Address.ofLiteral(address);
    }

    @Override
    public void close() {
        socket.close();
    }
}
