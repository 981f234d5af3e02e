package dev.marina.agent.eviction;

/// What a node watches and puts pods out for. The thresholds here are the kubelet's hard ones (pkg/kubelet/eviction/defaults_linux.go); small nodes
/// keep a smaller part of their memory. It has none for processes: ours are a node's own and few. Images are the machine's, and nobody is put
/// out for what others' take.
public enum EvictionSignal {
    MEMORY("memory.available", "memory", Pressure.MEMORY) {
        @Override
        public long threshold(long capacity) {
            return Math.min(100L << 20, capacity / 20);
        }
    },
    DISK("nodefs.available", "ephemeral-storage", Pressure.DISK) {
        @Override
        public long threshold(long capacity) {
            return capacity / 10;
        }
    },
    INODES("nodefs.inodesFree", "inodes", Pressure.DISK) {
        @Override
        public long threshold(long capacity) {
            return capacity / 20;
        }
    },
    PIDS("pid.available", "pids", Pressure.PID) {
        @Override
        public long threshold(long capacity) {
            return capacity / 10;
        }
    };

    private final String key;
    private final String resource;
    private final Pressure pressure;

    EvictionSignal(String key, String resource, Pressure pressure) {
        this.key = key;
        this.resource = resource;
        this.pressure = pressure;
    }

    /// A node that has less left is short of it; what is promised to pods leaves that much.
    public abstract long threshold(long capacity);

    /// As settings name it.
    String key() {
        return key;
    }

    public String resource() {
        return resource;
    }

    Pressure pressure() {
        return pressure;
    }

    /// Whether to look at what pods have on the disk.
    public boolean ofTheDisk() {
        return pressure == Pressure.DISK;
    }

    /// As the kubelet writes amounts of it.
    String text(long amount) {
        return this == MEMORY || this == DISK ? AmountText.binary(amount) : AmountText.decimal(amount);
    }
}
