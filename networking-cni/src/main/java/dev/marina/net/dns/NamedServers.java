package dev.marina.net.dns;

import dev.marina.net.dns.corefile.Forward.Target;
import dev.marina.net.share.Rate;
import dev.marina.net.share.SharedPool;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/// Asks servers that a cluster has named, from inside the node: what the node's rules keep from its pods they keep from these questions.
/// Each question has a socket of its own, with a port that the kernel chooses, and an id by chance.
final class NamedServers {

    private static final int PER_SECOND = 200;
    private static final int AT_ONCE = 400;
    private static final Duration EACH = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final int MOST_SILENT = 256;
    private static final int LARGEST_DATAGRAM = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClusterDns.Sockets sockets;
    private final SharedPool.Share underWay;
    private final Rate rate;
    private final LongSupplier nanos;
    /// Servers that gave no answer, until when others are asked before them.
    private final Map<Target.Server, Long> silent = new ConcurrentHashMap<>();

    /// @param underWay questions that nobody has answered yet
    NamedServers(ClusterDns.Sockets sockets, SharedPool.Share underWay, LongSupplier nanos) {
        this.sockets = sockets;
        this.underWay = underWay;
        this.nanos = nanos;
        rate = new Rate(PER_SECOND, AT_ONCE, nanos);
    }

    /// A place for a question, also for one that waits for another's answer; nothing when too many are asked already.
    Optional<SharedPool.Place> place() {
        return underWay.take();
    }

    boolean silent(Target.Server server) {
        Long until = silent.get(server);
        return until != null && until - nanos.getAsLong() > 0;
    }

    /// Under the query's id. Blocks until the deadline, or as long as one server may take.
    ///
    /// @return nothing when the server does not answer, or too much is being asked
    Optional<Message> ask(Target.Server server, Message query, boolean tcp, long deadlineNanos) {
        if (!rate.allow()) {
            return Optional.empty();
        }
        Message asked = query.clone();
        asked.getHeader().setID(RANDOM.nextInt(0x10000));
        InetSocketAddress address = new InetSocketAddress(server.address().toInetAddress(), server.port());
        long deadline = Math.min(deadlineNanos - nanos.getAsLong(), EACH.toNanos()) + nanos.getAsLong();
        try {
            Message answer = tcp ? askByTcp(address, asked, deadline) : askByUdp(address, asked, deadline);
            answer.getHeader().setID(query.getHeader().getID());
            silent.remove(server);
            return Optional.of(answer);
        } catch (IOException _) {
            if (silent.size() < MOST_SILENT) {
                silent.put(server, nanos.getAsLong() + SILENCE.toNanos());
            }
            return Optional.empty();
        }
    }

    /// Of a socket that is connected: the kernel takes nothing from another address or port.
    private Message askByUdp(InetSocketAddress server, Message query, long deadline) throws IOException {
        byte[] sent = query.toWire();
        try (DatagramChannel channel = sockets.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            channel.connect(server);
            channel.write(ByteBuffer.wrap(sent));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
            while (true) {
                channel.socket().setSoTimeout(millis(deadline));
                channel.socket().receive(packet);
                Optional<Message> answer = answer(query, ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }
    }

    private Message askByTcp(InetSocketAddress server, Message query, long deadline) throws IOException {
        byte[] sent = query.toWire();
        try (SocketChannel channel = sockets.connect(server, Duration.ofMillis(millis(deadline))); Socket socket = channel.socket()) {
            socket.getOutputStream().write(ByteBuffer.allocate(2 + sent.length).putShort((short) sent.length).put(sent).array());
            byte[] length = read(socket, 2, deadline);
            byte[] received = read(socket, (length[0] & 0xff) << 8 | length[1] & 0xff, deadline);
            return answer(query, ByteBuffer.wrap(received)).orElseThrow(() -> new IOException("answer to another question from " + server));
        }
    }

    /// All of it before the deadline, however slowly it comes.
    private byte[] read(Socket socket, int count, long deadline) throws IOException {
        byte[] bytes = new byte[count];
        InputStream in = socket.getInputStream();
        int have = 0;
        while (have < count) {
            socket.setSoTimeout(millis(deadline));
            int more = in.read(bytes, have, count - have);
            if (more < 0) {
                throw new EOFException("the answer ends after %d of %d bytes".formatted(have, count));
            }
            have += more;
        }
        return bytes;
    }

    private int millis(long deadline) throws SocketTimeoutException {
        long left = (deadline - nanos.getAsLong()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return Math.toIntExact(left);
    }

    /// Nothing where it is no answer to this question.
    private static Optional<Message> answer(Message query, ByteBuffer received) {
        try {
            Message answer = new Message(received);
            Record asked = query.getQuestion();
            Record answered = answer.getQuestion();
            boolean fits = answer.getHeader().getID() == query.getHeader().getID() && answer.getHeader().getFlag(Flags.QR)
                    && answered != null && answered.getName().equals(asked.getName()) && answered.getType() == asked.getType()
                    && answered.getDClass() == asked.getDClass();
            return fits ? Optional.of(answer) : Optional.empty();
        } catch (IOException | RuntimeException _) {
            // whatever a server of a tenant's may have sent: it is no answer
            return Optional.empty();
        }
    }
}
