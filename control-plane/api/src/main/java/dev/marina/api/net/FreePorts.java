package dev.marina.api.net;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of this machine on which nobody listens, for servers that must say their port before they open it, or open it again after a restart.
///
/// They are below those that the kernel gives to outgoing connections (`net.ipv4.ip_local_port_range`, from 32768 on unless set otherwise): a port that the kernel
/// itself hands out (`bind` to 0) may be that of somebody's connection by the time it is opened. They are also below the node ports of clusters (30000-32767).
public final class FreePorts {

    private static final int FIRST = 12_000;
    private static final int AFTER_LAST = 30_000;
    private static final int TRIES = 1_000;

    private FreePorts() {}

    public static int one() throws IOException {
        return different(1)[0];
    }

    /// @throws IOException where so many are not found
    public static int[] different(int count) throws IOException {
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < TRIES && found.size() < count; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
            if (isFree(port)) {
                found.add(port);
            }
        }
        if (found.size() < count) {
            throw new IOException("there are no %d free ports from %d to %d".formatted(count, FIRST, AFTER_LAST - 1));
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
