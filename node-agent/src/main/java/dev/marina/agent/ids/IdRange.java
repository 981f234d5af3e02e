package dev.marina.agent.ids;

/// The machine's user and group ids behind those inside containers: inside `n` is outside `first + n`. Nobody else on the machine has
/// one of them, so root of a container is nobody there.
public record IdRange(long first, long count) {

    /// Where containers have the machine's own ids, because what runs them cannot give them others.
    public static final IdRange MACHINES = new IdRange(0, 0xFFFF_FFFFL);

    public IdRange {
        boolean machines = first == 0 && count == 0xFFFF_FFFFL;
        if (!machines && (first <= 0 || count < 65_536 || first + count > 1L << 32)) {
            throw new IllegalArgumentException(
                    "ids from %d on, %d of them: containers need at least 65536 that are not the machine's own".formatted(first, count));
        }
    }

    public boolean contains(long inside) {
        return inside >= 0 && inside < count;
    }

    /// As the kernel's calls take it.
    public int outside(long inside) {
        if (!contains(inside)) {
            throw new IllegalArgumentException("id %d does not exist in containers, which have 0 to %d".formatted(inside, count - 1));
        }
        return (int) (first + inside);
    }

    /// Root of a container.
    public int root() {
        return outside(0);
    }
}
