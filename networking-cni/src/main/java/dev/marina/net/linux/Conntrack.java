package dev.marina.net.linux;

import dev.marina.linux.LinuxException;
import dev.marina.net.ip.Ipv4;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The connection table of one network namespace, by ctnetlink.
public final class Conntrack implements AutoCloseable {

    static final int NETLINK_NETFILTER = 12;

    private static final int SUBSYSTEM = 1 << 8;
    private static final int GET = SUBSYSTEM | 1;
    private static final int DELETE = SUBSYSTEM | 2;
    private static final int AF_INET = 2;
    private static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_REPLY = 2;
    private static final int CTA_ID = 12;
    private static final int CTA_FILTER = 25;
    private static final int CTA_FILTER_ORIG_FLAGS = 1;
    private static final int CTA_FILTER_REPLY_FLAGS = 2;
    private static final int FILTER_IP_SRC = 1;
    private static final int FILTER_IP_DST = 1 << 1;
    private static final int FILTER_PROTO_NUM = 1 << 3;
    private static final int FILTER_PROTO_DST_PORT = 1 << 5;
    private static final int UDP = 17;
    private static final int CTA_TUPLE_IP = 1;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_IP_V4_SRC = 1;
    private static final int CTA_IP_V4_DST = 2;
    private static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_SRC_PORT = 2;
    private static final int CTA_PROTO_DST_PORT = 3;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int FIXED_PART = 4;

    private final NetlinkSocket socket;

    Conntrack(int fd) {
        socket = new NetlinkSocket(fd);
    }

    /// One tracked connection: what its first packet asked for, and who answers.
    public record Connection(int protocol, Ipv4 source, Ipv4 destination, int destinationPort, Ipv4 answeredBy, int answeredByPort) {}

    /// Forgets those UDP connections to a destination that match, and returns how many there were. The kernel picks out the
    /// destination: the whole table may be long.
    public int forgetUdp(Ipv4 destination, int port, Predicate<Connection> matching) {
        NetlinkMessage dump = new NetlinkMessage(GET, NetlinkMessage.NLM_F_DUMP).bytes(AF_INET, 0, 0, 0);
        dump.nested(CTA_TUPLE_ORIG | NLA_F_NESTED, () -> {
            dump.nested(CTA_TUPLE_IP | NLA_F_NESTED, () -> dump.attribute(CTA_IP_V4_DST, destination));
            dump.nested(CTA_TUPLE_PROTO | NLA_F_NESTED, () -> dump.byteAttribute(CTA_PROTO_NUM, UDP).portAttribute(CTA_PROTO_DST_PORT, port));
        });
        dump.nested(CTA_FILTER | NLA_F_NESTED, () -> dump.attribute(CTA_FILTER_ORIG_FLAGS, FILTER_IP_DST | FILTER_PROTO_NUM | FILTER_PROTO_DST_PORT));
        // A kernel older than 5.8 does not know the filter and answers everything.
        return forget(dump, connection -> connection.protocol == UDP && connection.destination.equals(destination) && connection.destinationPort == port
                && matching.test(connection));
    }

    /// Forgets all connections that this address opened, was asked for or answers, and returns how many there were.
    public int forget(Ipv4 address) {
        return forget(of(CTA_TUPLE_ORIG, CTA_IP_V4_SRC, address, CTA_FILTER_ORIG_FLAGS, FILTER_IP_SRC), connection -> connection.source.equals(address))
                + forget(of(CTA_TUPLE_ORIG, CTA_IP_V4_DST, address, CTA_FILTER_ORIG_FLAGS, FILTER_IP_DST), connection -> connection.destination.equals(address))
                + forget(of(CTA_TUPLE_REPLY, CTA_IP_V4_SRC, address, CTA_FILTER_REPLY_FLAGS, FILTER_IP_SRC),
                        connection -> connection.answeredBy.equals(address));
    }

    private static NetlinkMessage of(int tuple, int end, Ipv4 address, int flags, int filter) {
        NetlinkMessage dump = new NetlinkMessage(GET, NetlinkMessage.NLM_F_DUMP).bytes(AF_INET, 0, 0, 0);
        dump.nested(tuple | NLA_F_NESTED, () -> dump.nested(CTA_TUPLE_IP | NLA_F_NESTED, () -> dump.attribute(end, address)));
        dump.nested(CTA_FILTER | NLA_F_NESTED, () -> dump.attribute(flags, filter));
        return dump;
    }

    private int forget(NetlinkMessage dump, Predicate<Connection> matching) {
        List<Entry> found = new ArrayList<>();
        socket.exchange(dump, "list connections", answer -> {
            NetlinkAttributes attributes = NetlinkAttributes.read(answer, FIXED_PART);
            if (matching.test(connection(attributes))) {
                found.add(new Entry(attributes.bytes(CTA_TUPLE_ORIG), attributes.has(CTA_ID) ? attributes.bytes(CTA_ID) : new byte[0]));
            }
        });
        found.forEach(this::forget);
        return found.size();
    }

    /// What names a connection to the kernel.
    private record Entry(byte[] tuple, byte[] id) {}

    private static Connection connection(NetlinkAttributes entry) {
        NetlinkAttributes asked = entry.nested(CTA_TUPLE_ORIG);
        NetlinkAttributes answer = entry.nested(CTA_TUPLE_REPLY);
        byte[] protocol = asked.nested(CTA_TUPLE_PROTO).bytes(CTA_PROTO_NUM);
        return new Connection(protocol.length == 0 ? 0 : protocol[0] & 0xff,
                address(asked.nested(CTA_TUPLE_IP).bytes(CTA_IP_V4_SRC)),
                address(asked.nested(CTA_TUPLE_IP).bytes(CTA_IP_V4_DST)),
                port(asked.nested(CTA_TUPLE_PROTO).bytes(CTA_PROTO_DST_PORT)),
                address(answer.nested(CTA_TUPLE_IP).bytes(CTA_IP_V4_SRC)),
                port(answer.nested(CTA_TUPLE_PROTO).bytes(CTA_PROTO_SRC_PORT)));
    }

    private void forget(Entry entry) {
        NetlinkMessage delete = new NetlinkMessage(DELETE, NetlinkMessage.NLM_F_ACK).bytes(AF_INET, 0, 0, 0).attribute(CTA_TUPLE_ORIG | NLA_F_NESTED,
                entry.tuple);
        if (entry.id.length > 0) {
            delete.attribute(CTA_ID, entry.id);
        }
        try {
            socket.request(delete, "forget a connection");
        } catch (LinuxException e) {
            if (e.errno() != LinuxException.ENOENT) {
                throw e;
            }
        }
    }

    private static Ipv4 address(byte[] bytes) {
        return new Ipv4(bytes.length == 4 ? ByteBuffer.wrap(bytes).getInt() : 0);
    }

    private static int port(byte[] bytes) {
        return bytes.length == 2 ? (bytes[0] & 0xff) << 8 | bytes[1] & 0xff : 0;
    }

    @Override
    public void close() {
        socket.close();
    }
}
