package dev.marina.net.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/// Resolvers for names that the cluster does not know, asked from the machine's own network.
public final class Upstream {

    private final List<InetSocketAddress> servers;
    private final Duration patience;

    /// @param patience for one server; each is asked once
    public Upstream(List<InetSocketAddress> servers, Duration patience) {
        this.servers = List.copyOf(servers);
        this.patience = patience;
    }

    /// The name servers of a `resolv.conf`; none if it cannot be read.
    public static List<String> nameServers(Path resolvConf) {
        try {
            return Files.readAllLines(resolvConf).stream().map(String::strip).filter(line -> line.startsWith("nameserver"))
                    .map(line -> line.substring("nameserver".length()).strip()).filter(address -> !address.isEmpty()).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /// The first server's answer, under the query's id; nothing if none answers in time.
    Optional<Message> ask(Message query, boolean tcp) {
        Message asked = query.clone();
        asked.getHeader().setID(ThreadLocalRandom.current().nextInt(0x10000));
        for (InetSocketAddress server : servers) {
            try {
                Message answer = tcp ? askByTcp(server, asked) : askByUdp(server, asked);
                answer.getHeader().setID(query.getHeader().getID());
                return Optional.of(answer);
            } catch (IOException _) {
                // the next server may know
            }
        }
        return Optional.empty();
    }

    private Message askByUdp(InetSocketAddress server, Message query) throws IOException {
        byte[] sent = query.toWire();
        long deadline = System.nanoTime() + patience.toNanos();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(sent, sent.length));
            byte[] buffer = new byte[65535];
            while (true) {
                int left = (int) ((deadline - System.nanoTime()) / 1_000_000);
                if (left <= 0) {
                    throw new IOException("no answer from " + server);
                }
                socket.setSoTimeout(left);
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message answer = new Message(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (answers(query, answer)) {
                    return answer;
                }
            }
        }
    }

    private Message askByTcp(InetSocketAddress server, Message query) throws IOException {
        byte[] sent = query.toWire();
        int millis = (int) patience.toMillis();
        try (Socket socket = new Socket()) {
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(ByteBuffer.allocate(2 + sent.length).putShort((short) sent.length).put(sent).array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] received = new byte[in.readUnsignedShort()];
            in.readFully(received);
            Message answer = new Message(received);
            if (!answers(query, answer)) {
                throw new IOException("answer to another question from " + server);
            }
            return answer;
        }
    }

    private static boolean answers(Message query, Message answer) {
        Record asked = query.getQuestion();
        Record answered = answer.getQuestion();
        return answer.getHeader().getID() == query.getHeader().getID()
                && answered != null && answered.getName().equals(asked.getName()) && answered.getType() == asked.getType();
    }
}
