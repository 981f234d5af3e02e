package dev.marina.net.linux;

import dev.marina.linux.Descriptors;
import dev.marina.linux.LinuxException;
import dev.marina.linux.NetlinkSockets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Asks the kernel and reads its answers. Requests of several threads are served one after another.
final class NetlinkSocket implements AutoCloseable {

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int RECEIVE_BYTES = 64 * 1024;

    private final int fd;
    /// Guards the socket: a request and its answer belong together.
    private final ReentrantLock exchange = new ReentrantLock();
    private int sequence;
    private boolean closed;

    NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /// Sends a request and waits for the kernel's acknowledgement.
    void request(NetlinkMessage message, String attempted) {
        exchange(message, attempted);
    }

    /// Sends a request and returns the payloads of all answers (after each netlink header).
    List<ByteBuffer> exchange(NetlinkMessage message, String attempted) {
        List<ByteBuffer> answers = new ArrayList<>();
        exchange(message, attempted, answers::add);
        return answers;
    }

    /// Hands over each answer as it comes, for tables that may be long. Nothing else can be asked meanwhile.
    void exchange(NetlinkMessage message, String attempted, Consumer<ByteBuffer> answers) {
        exchange.lock();
        try {
            if (closed) {
                throw new IllegalStateException("cannot " + attempted + ": the namespace's netlink socket is closed");
            }
            int mine = ++sequence;
            NetlinkSockets.send(fd, message.encode(mine));
            while (true) {
                ByteBuffer received = ByteBuffer.wrap(NetlinkSockets.receive(fd, RECEIVE_BYTES)).order(ByteOrder.nativeOrder());
                while (received.remaining() >= NetlinkMessage.HEADER) {
                    int start = received.position();
                    int length = received.getInt(start);
                    int type = received.getShort(start + 4);
                    boolean answersMine = received.getInt(start + 8) == mine;
                    if (answersMine && type == NLMSG_ERROR) {
                        int error = received.getInt(start + NetlinkMessage.HEADER);
                        if (error != 0) {
                            throw new LinuxException(attempted, -error);
                        }
                        return;
                    }
                    if (answersMine && type == NLMSG_DONE) {
                        return;
                    }
                    if (answersMine) {
                        answers.accept(received.slice(start + NetlinkMessage.HEADER, length - NetlinkMessage.HEADER)
                                .order(ByteOrder.nativeOrder()));
                    }
                    received.position(Math.min(received.limit(), start + (length + 3 & ~3)));
                }
            }
        } finally {
            exchange.unlock();
        }
    }

    @Override
    public void close() {
        exchange.lock();
        try {
            if (!closed) {
                closed = true;
                Descriptors.close(fd);
            }
        } finally {
            exchange.unlock();
        }
    }
}
