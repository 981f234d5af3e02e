package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Netlink sockets. They stay in the network namespace of the thread that opened them.
public final class NetlinkSockets {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long ANSWER_SECONDS = 5;

    private static final MethodHandle SOCKET = Libc.handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND = Libc.handle("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV = Libc.handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = Libc.handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private NetlinkSockets() {}

    /// One that gives up waiting for an answer after five seconds.
    public static int open(int protocol) {
        int fd = (int) Libc.call(() -> "open a netlink socket", (_, state) -> (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, protocol));
        Libc.call(() -> "set a netlink socket's time-out", (arena, state) -> {
            MemorySegment timeout = arena.allocate(JAVA_LONG, 2);
            timeout.setAtIndex(JAVA_LONG, 0, ANSWER_SECONDS);
            return (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_RCVTIMEO, timeout, (int) timeout.byteSize());
        });
        return fd;
    }

    public static void send(int fd, byte[] message) {
        Libc.call(() -> "send a netlink message",
                (arena, state) -> (long) SEND.invokeExact(state, fd, arena.allocateFrom(JAVA_BYTE, message), (long) message.length, 0));
    }

    public static byte[] receive(int fd, int limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(limit);
            long length = Libc.call(() -> "receive a netlink message", (_, state) -> (long) RECV.invokeExact(state, fd, buffer, (long) limit, 0));
            return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }
}
