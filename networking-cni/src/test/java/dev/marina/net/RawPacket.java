package dev.marina.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Netns;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// Packets that nobody sends by accident: made byte by byte, and sent through a raw socket (raw(7)).
final class RawPacket {

    private static final int AF_INET = 2;
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_RAW = 255;
    private static final int UDP = 17;
    private static final int IPIP = 4;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO = handle("sendto",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private RawPacket() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    static byte[] udp(String from, String to, int port) {
        byte[] payload = "forged".getBytes();
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length).putShort((short) 5555).putShort((short) port).putShort((short) (8 + payload.length))
                .putShort((short) 0).put(payload);
        return ip(from, to, UDP, datagram.array());
    }

    static byte[] ipip(String from, String to, byte[] inner) {
        return ip(from, to, IPIP, inner);
    }

    /// What machines send each other: a frame between the underlay sides of two nodes, in which is one of their cluster's.
    ///
    /// @param vni of the cluster
    static byte[] betweenMachines(Ipv4 from, Ipv4 to, int vni, byte[] inner) {
        byte[] ofCluster = vxlan(vni, MacAddress.ofVxlan(from), MacAddress.ofVxlan(to), inner);
        ByteBuffer datagram = ByteBuffer.allocate(8 + ofCluster.length).putShort((short) 5555).putShort((short) GuardRules.VXLAN_PORT)
                .putShort((short) (8 + ofCluster.length)).putShort((short) 0).put(ofCluster);
        return vxlan(1, MacAddress.ofUnderlay(from), MacAddress.ofUnderlay(to), ip(from.toString(), to.toString(), UDP, datagram.array()));
    }

    /// What one machine's switch sends to another's.
    ///
    /// @param from address of the machine
    static byte[] betweenSwitches(Ipv4 from, Ipv4 to, byte[] packet) {
        return vxlan(2, MacAddress.ofMachines(from), MacAddress.ofMachines(to), packet);
    }

    /// RFC 7348, section 5.
    private static byte[] vxlan(int vni, MacAddress from, MacAddress to, byte[] packet) {
        return ByteBuffer.allocate(8 + 14 + packet.length).putInt(0x08 << 24).putInt(vni << 8).put(to.bytes()).put(from.bytes()).putShort((short) 0x0800)
                .put(packet).array();
    }

    private static byte[] ip(String from, String to, int protocol, byte[] content) {
        ByteBuffer packet = ByteBuffer.allocate(20 + content.length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + content.length)).putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0)
                .put(Ipv4.parse(from).bytes()).put(Ipv4.parse(to).bytes());
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += packet.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        packet.putShort(10, (short) ~((sum & 0xffff) + (sum >> 16)));
        return packet.put(content).array();
    }

    /// Whether the kernel has taken it.
    static boolean send(Netns from, String to, byte[] packet) {
        return from.call(() -> {
            try (Arena arena = Arena.ofConfined()) {
                int socket = (int) SOCKET.invokeExact(AF_INET, SOCK_RAW, IPPROTO_RAW);
                MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, packet);
                MemorySegment address = arena.allocate(16);
                address.set(JAVA_BYTE, 0, (byte) AF_INET);
                MemorySegment.copy(Ipv4.parse(to).bytes(), 0, address, JAVA_BYTE, 4, 4);
                long sent = (long) SENDTO.invokeExact(socket, bytes, (long) packet.length, 0, address, 16);
                int _ = (int) CLOSE.invokeExact(socket);
                return sent == packet.length;
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        });
    }
}
