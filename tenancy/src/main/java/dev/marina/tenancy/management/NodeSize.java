package dev.marina.tenancy.management;

import java.util.Arrays;
import java.util.Optional;

/// How large each node of a pool is: what the pool asks for, and what the tenant's quota counts.
public enum NodeSize {
    SMALL("500m", "1Gi"),
    STANDARD("1", "2Gi"),
    LARGE("2", "4Gi"),
    XLARGE("4", "8Gi");

    public static final String EXPECTED = "small, standard, large or xlarge";

    private final String cpu;
    private final String memory;

    NodeSize(String cpu, String memory) {
        this.cpu = cpu;
        this.memory = memory;
    }

    /// Quantity, such as "1".
    public String cpu() {
        return cpu;
    }

    /// Quantity, such as "2Gi".
    public String memory() {
        return memory;
    }

    /// As in REST.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Optional<NodeSize> find(String text) {
        return Arrays.stream(values()).filter(size -> size.text().equals(text)).findFirst();
    }

    /// Empty for a pool of a size that has no name.
    public static Optional<NodeSize> of(String cpu, String memory) {
        return Arrays.stream(values()).filter(size -> size.cpu.equals(cpu) && size.memory.equals(memory)).findFirst();
    }
}
