package dev.marina.net.dns;

import dev.marina.net.ip.Ipv4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks a name server for a name's addresses as a pod's resolver would: the names of its search list in turn, until one has an answer.
public final class NameProbe {

    /// A name with fewer is looked for in the search list first.
    private static final int DOTS = 5;
    private static final int LARGEST = 4096;
    private static final int MOST_ADDRESSES = 64;

    private NameProbe() {}

    /// @param code of the answer, or `NoAnswer`, `Refused`, `Failed`
    public record Answer(String asked, String code, List<String> aliases, List<Ipv4> addresses, long micros) {

        public boolean found() {
            return !addresses.isEmpty();
        }

        /// Whether a resolver would go on to the next name.
        boolean goesOn() {
            return code.equals("NXDOMAIN") || code.equals("NOERROR") && addresses.isEmpty();
        }
    }

    /// The names that a resolver with `ndots:5` asks for, in order. https://man7.org/linux/man-pages/man5/resolv.conf.5.html
    ///
    /// @param namespace of the pod
    public static List<String> names(String name, String namespace) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> searched = Stream.of(namespace + ".svc.cluster.local", "svc.cluster.local", "cluster.local").map(domain -> name + "." + domain + ".")
                .toList();
        List<String> names = new ArrayList<>(searched);
        names.add(name.chars().filter(character -> character == '.').count() >= DOTS ? 0 : names.size(), name + ".");
        return names;
    }

    /// Blocks for `patience` at most for each name. Of a channel that is connected to the server.
    public static List<Answer> ask(DatagramChannel channel, List<String> names, Duration patience) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (String name : names) {
            Answer answer = ask(channel, name, patience);
            answers.add(answer);
            if (!answer.goesOn()) {
                break;
            }
        }
        return answers;
    }

    private static Answer ask(DatagramChannel channel, String name, Duration patience) throws IOException {
        long start = System.nanoTime();
        Message query;
        try {
            query = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.A, DClass.IN));
        } catch (TextParseException unreadable) {
            return answer(name, "Failed", start);
        }
        try {
            byte[] wire = query.toWire();
            channel.socket().setSoTimeout(Math.toIntExact(patience.toMillis()));
            channel.socket().send(new DatagramPacket(wire, wire.length, (InetSocketAddress) channel.getRemoteAddress()));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            Message answer;
            do {
                // one to an earlier name may come late
                channel.socket().receive(packet);
                answer = new Message(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            } while (answer.getHeader().getID() != query.getHeader().getID());
            return read(name, answer, start);
        } catch (SocketTimeoutException _) {
            return answer(name, "NoAnswer", start);
        } catch (PortUnreachableException _) {
            return answer(name, "Refused", start);
        }
    }

    private static Answer answer(String name, String code, long start) {
        return new Answer(name, code, List.of(), List.of(), (System.nanoTime() - start) / 1000);
    }

    private static Answer read(String name, Message answer, long start) {
        List<String> aliases = answer.getSection(Section.ANSWER).stream().filter(CNAMERecord.class::isInstance)
                .map(record -> ((CNAMERecord) record).getTarget().toString()).limit(MOST_ADDRESSES).toList();
        List<Ipv4> addresses = answer.getSection(Section.ANSWER).stream().filter(ARecord.class::isInstance)
                .map(record -> Ipv4.parse(((ARecord) record).getAddress().getHostAddress())).limit(MOST_ADDRESSES).toList();
        return new Answer(name, Rcode.string(answer.getRcode()), aliases, addresses, (System.nanoTime() - start) / 1000);
    }
}
