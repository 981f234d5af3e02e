package dev.marina.controllers.resourcequota;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.quota.QuotaUsage;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a namespace uses of what a quota limits.
record ResourceQuotaPlan(Map<String, Quantity> hard, Map<String, BigDecimal> used) {

    static ResourceQuotaPlan of(ResourceQuota quota, Snapshot snapshot) {
        Map<String, Quantity> hard = quota.getSpec() == null || quota.getSpec().getHard() == null ? Map.of() : quota.getSpec().getHard();
        return new ResourceQuotaPlan(hard, QuotaUsage.of(snapshot.decoder().write(quota), new InNamespace(snapshot, quota.getMetadata().getNamespace())));
    }

    /// Whether the status says the same; the form of a number does not matter.
    boolean isIn(ResourceQuota quota) {
        if (quota.getStatus() == null || !Objects.equals(quota.getStatus().getHard(), hard) || quota.getStatus().getUsed() == null
                || !quota.getStatus().getUsed().keySet().equals(used.keySet())) {
            return false;
        }
        return used.entrySet().stream().allMatch(entry -> number(quota.getStatus().getUsed().get(entry.getKey())).compareTo(entry.getValue()) == 0);
    }

    Map<String, Quantity> usedQuantities() {
        Map<String, Quantity> quantities = new TreeMap<>();
        used.forEach((resource, amount) -> quantities.put(resource, quantity(amount)));
        return quantities;
    }

    private record InNamespace(Snapshot snapshot, String namespace) implements QuotaUsage.Objects {

        @Override
        public long count(GroupResource type) {
            try (Stream<Stored> all = snapshot.image().list(type, namespace)) {
                return all.count();
            }
        }

        @Override
        public List<Document> list(GroupResource type) {
            return list(type, namespace);
        }

        @Override
        public List<Document> all(GroupResource type) {
            return list(type, "");
        }

        private List<Document> list(GroupResource type, String within) {
            try (Stream<Stored> all = snapshot.image().list(type, within)) {
                return all.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes())).toList();
            }
        }
    }

    private static BigDecimal number(Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(quantity);
    }

    /// Whole numbers as they are, parts in thousandths.
    private static Quantity quantity(BigDecimal amount) {
        boolean whole = amount.stripTrailingZeros().scale() <= 0;
        return whole ? new Quantity(amount.toBigInteger().toString()) : new Quantity(amount.movePointRight(3).toBigInteger() + "m");
    }
}
