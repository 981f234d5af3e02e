package dev.marina.net.dns;

import dev.marina.net.dns.corefile.Corefile;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.service.ServiceSet;
import dev.marina.net.share.SharedPool;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/// The name server of one node: sockets in the node's namespace, names of its cluster.
public final class ClusterDns implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClusterDns.class);
    private static final int PORT = 53;
    private static final int SMALLEST_UDP_BYTES = 512;
    private static final int TCP_IDLE_MILLIS = 10_000;
    /// No question is longer; a client that says so wants memory.
    private static final int LONGEST_QUERY_BYTES = 4096;

    private final ClusterZone zone;
    private final DnsResponder responder;
    private final Sockets opener;
    private final List<Ipv4> addresses;
    /// Guards what is open.
    private final ReentrantLock opening = new ReentrantLock();
    private final List<AutoCloseable> sockets = new ArrayList<>();
    private final SharedPool.Share connections;

    /// Opens channels inside a node.
    public interface Sockets {
        DatagramChannel datagrams(InetSocketAddress address) throws IOException;

        ServerSocketChannel listen(InetSocketAddress address) throws IOException;

        SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException;
    }

    /// Silent until [#listen].
    ///
    /// @param services of which [#update] tells every change
    /// @param addresses where to answer; the first is the one that the cluster calls its name server
    /// @param ownAddresses ranges whose reverse names only the cluster knows
    public ClusterDns(Sockets opener, ServiceSet services, List<Ipv4> addresses, List<IpPrefix> ownAddresses, MachineDns machine) {
        zone = new ClusterZone(services, ownAddresses, addresses.getFirst());
        responder = new DnsResponder(zone, machine.outside(), machine.named(opener));
        connections = machine.connections();
        this.opener = opener;
        this.addresses = List.copyOf(addresses);
    }

    /// Answers from now on. May be called again.
    public void listen() {
        opening.lock();
        try {
            if (sockets.isEmpty()) {
                open();
            }
        } finally {
            opening.unlock();
        }
    }

    private void open() {
        try {
            for (Ipv4 one : addresses) {
                InetSocketAddress local = new InetSocketAddress(one.toInetAddress(), PORT);
                DatagramChannel datagrams = opener.datagrams(local);
                sockets.add(datagrams);
                ServerSocketChannel listener = opener.listen(local);
                sockets.add(listener);
                Thread.ofVirtual().name("dns-udp").start(() -> receive(datagrams));
                Thread.ofVirtual().name("dns-tcp").start(() -> accept(listener));
            }
        } catch (IOException e) {
            silence();
            throw new UncheckedIOException("cannot serve DNS at " + addresses, e);
        }
    }

    /// The Services have changed, or are known for the first time.
    public void update(ServiceSet.Difference difference) {
        zone.update(difference);
        responder.informed();
    }

    /// The cluster's pods have changed. One at a time may call.
    public void pods(PolicyChange change) {
        responder.pods(change);
    }

    /// Names are answered as this says from now on; questions that are on their way are answered as before.
    public void configure(Corefile corefile) {
        responder.configure(corefile);
    }

    private void receive(DatagramChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_QUERY_BYTES);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress client = channel.receive(buffer);
                buffer.flip();
                byte[] sent = new byte[buffer.remaining()];
                buffer.get(sent);
                answer(sent, channel, client);
                // A flood always has the next one ready: others that run on this processor get their turn.
                Thread.yield();
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                log.atDebug().setCause(e).log("cannot answer a DNS query");
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("DNS query failed");
            }
        }
    }

    private void answer(byte[] sent, DatagramChannel channel, SocketAddress client) throws IOException {
        Message query = parse(sent);
        if (query == null) {
            return;
        }
        Optional<Message> known = responder.answer(query);
        if (known.isPresent()) {
            channel.send(ByteBuffer.wrap(known.get().toWire(limit(query))), client);
            return;
        }
        Thread.ofVirtual().name("dns-forward").start(() -> {
            try {
                channel.send(ByteBuffer.wrap(responder.forward(query, false).toWire(limit(query))), client);
            } catch (IOException e) {
                log.atDebug().setCause(e).log("cannot answer a DNS query");
            }
        });
    }

    /// Something that is no query at all gets no answer: it would only help to flood a forged sender.
    private static Message parse(byte[] sent) {
        try {
            Message query = new Message(sent);
            return query.getHeader().getFlag(Flags.QR) ? null : query;
        } catch (IOException _) {
            if (sent.length < 12 || (sent[2] & 0x80) != 0) {
                return null;
            }
            Message unreadable = new Message((sent[0] & 0xff) << 8 | sent[1] & 0xff);
            unreadable.getHeader().setOpcode(sent[2] >> 3 & 0xf);
            return unreadable;
        }
    }

    private static int limit(Message query) {
        OPTRecord extension = query.getOPT();
        return extension == null
                ? SMALLEST_UDP_BYTES
                : Math.clamp(extension.getPayloadSize(), SMALLEST_UDP_BYTES, DnsResponder.UDP_BYTES);
    }

    private void accept(ServerSocketChannel listener) {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                Optional<SharedPool.Place> place = connections.take();
                if (place.isEmpty()) {
                    client.close();
                    Thread.yield();
                    continue;
                }
                Thread.ofVirtual().name("dns-connection").start(() -> {
                    try (SharedPool.Place _ = place.get()) {
                        converse(client);
                    }
                });
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                log.atDebug().setCause(e).log("cannot accept a DNS connection");
            }
        }
    }

    private void converse(SocketChannel client) {
        try (client; Socket socket = client.socket()) {
            socket.setSoTimeout(TCP_IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedShort();
                if (length > LONGEST_QUERY_BYTES) {
                    return;
                }
                byte[] sent = new byte[length];
                in.readFully(sent);
                Message query = parse(sent);
                if (query == null) {
                    return;
                }
                byte[] answer = responder.answer(query).orElseGet(() -> responder.forward(query, true)).toWire(0xffff);
                socket.getOutputStream().write(ByteBuffer.allocate(2 + answer.length).putShort((short) answer.length).put(answer).array());
            }
        } catch (IOException _) {
            // the client is done, or was idle too long
        }
    }

    /// Nobody listens until [#listen]: whoever asks is refused, as where no name server runs. Names are followed all the same.
    public void silence() {
        opening.lock();
        try {
            for (AutoCloseable socket : sockets) {
                try {
                    socket.close();
                } catch (Exception e) {
                    log.atWarn().setCause(e).log("cannot close a DNS socket");
                }
            }
            sockets.clear();
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        silence();
    }
}
