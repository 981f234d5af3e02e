package dev.marina.console.pools;

import dev.marina.console.rest.NodePools.Pool;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// How large each node of a pool is.
///
/// @param name as in REST; "" for a size that has none
record NodeSize(String name, String cpu, String memory) {

    /// Those that the REST API takes.
    static final List<NodeSize> ALL = List.of(new NodeSize("small", "500m", "1Gi"), new NodeSize("standard", "1", "2Gi"), new NodeSize("large", "2", "4Gi"),
            new NodeSize("xlarge", "4", "8Gi"));

    static Optional<NodeSize> find(String name) {
        return ALL.stream().filter(size -> size.name().equals(name)).findFirst();
    }

    static NodeSize of(Pool pool) {
        return new NodeSize(pool.size(), pool.cpu(), pool.memory());
    }

    BigDecimal cores() {
        return amount(cpu);
    }

    BigDecimal bytes() {
        return amount(memory);
    }

    static BigDecimal amount(String quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity));
    }
}
