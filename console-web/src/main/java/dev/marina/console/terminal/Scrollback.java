package dev.marina.console.terminal;

/// The last bytes that a command wrote, each by its number since the command began. Not safe for several threads.
final class Scrollback {

    private final byte[] ring;
    private long end;

    Scrollback(int bytes) {
        ring = new byte[bytes];
    }

    void add(byte[] bytes) {
        int from = Math.max(0, bytes.length - ring.length);
        long at = end + from;
        int first = (int) Math.min(bytes.length - from, ring.length - at % ring.length);
        System.arraycopy(bytes, from, ring, (int) (at % ring.length), first);
        System.arraycopy(bytes, from + first, ring, 0, bytes.length - from - first);
        end += bytes.length;
    }

    /// Number of the first byte that is still there.
    long start() {
        return Math.max(0, end - ring.length);
    }

    /// Number of the byte that comes next.
    long end() {
        return end;
    }

    /// @param from between [#start()] and [#end()]
    byte[] read(long from, int most) {
        byte[] bytes = new byte[(int) Math.min(most, end - from)];
        int at = (int) (from % ring.length);
        int first = Math.min(bytes.length, ring.length - at);
        System.arraycopy(ring, at, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, bytes.length - first);
        return bytes;
    }
}
