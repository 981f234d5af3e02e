package dev.marina.net.linux;

import dev.marina.linux.LinuxException;
import dev.marina.net.ip.Ipv4;
import java.nio.ByteBuffer;
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

    /// Forgets the connections that match and returns how many there were.
    public int forget(Predicate<Connection> matching) {
        NetlinkMessage dump = new NetlinkMessage(GET, NetlinkMessage.NLM_F_DUMP).bytes(AF_INET, 0, 0, 0);
        List<ByteBuffer> entries = socket.exchange(dump, "list connections");
        int forgotten = 0;
        for (ByteBuffer entry : entries) {
            NetlinkAttributes attributes = NetlinkAttributes.read(entry, FIXED_PART);
            if (matching.test(connection(attributes))) {
                forget(attributes);
                forgotten++;
            }
        }
        return forgotten;
    }

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

    private void forget(NetlinkAttributes entry) {
        NetlinkMessage delete = new NetlinkMessage(DELETE, NetlinkMessage.NLM_F_ACK).bytes(AF_INET, 0, 0, 0)
                .attribute(CTA_TUPLE_ORIG | NLA_F_NESTED, entry.bytes(CTA_TUPLE_ORIG));
        if (entry.has(CTA_ID)) {
            delete.attribute(CTA_ID, entry.bytes(CTA_ID));
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
