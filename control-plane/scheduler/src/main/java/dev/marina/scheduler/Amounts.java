package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/// Amounts of resources by name: CPU in thousandths, everything else in units. Immutable. What is asked for with every node that is looked at
/// is kept beside the rest.
public final class Amounts {

    public static final Amounts NONE = new Amounts(Map.of());
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String PODS = "pods";

    /// Whoever asks for more than nine petabytes asks for these: hundreds of pods that do, times a hundred for a score, are still a number.
    private static final BigDecimal MOST = BigDecimal.valueOf(1L << 53);

    private final Map<String, Long> byName;
    private final long cpu;
    private final long memory;
    private final long pods;

    private Amounts(Map<String, Long> byName) {
        this.byName = byName;
        this.cpu = byName.getOrDefault(CPU, 0L);
        this.memory = byName.getOrDefault(MEMORY, 0L);
        this.pods = byName.getOrDefault(PODS, 0L);
    }

    public static Amounts of(Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) {
            return NONE;
        }
        Map<String, Long> amounts = new HashMap<>();
        quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
        return new Amounts(amounts);
    }

    /// Those there are; not to be changed.
    public Map<String, Long> byName() {
        return byName;
    }

    public long get(String name) {
        return switch (name) {
            case CPU -> cpu;
            case MEMORY -> memory;
            case PODS -> pods;
            default -> byName.getOrDefault(name, 0L);
        };
    }

    public Amounts plus(Amounts other) {
        return combined(other, 1);
    }

    public Amounts minus(Amounts other) {
        return combined(other, -1);
    }

    /// The larger of each.
    public Amounts max(Amounts other) {
        Map<String, Long> larger = new HashMap<>(byName);
        other.byName.forEach((name, amount) -> larger.merge(name, amount, Math::max));
        return new Amounts(larger);
    }

    public Amounts with(String name, long amount) {
        Map<String, Long> changed = new HashMap<>(byName);
        changed.put(name, amount);
        return new Amounts(changed);
    }

    private Amounts combined(Amounts other, int sign) {
        if (other.byName.isEmpty()) {
            return this;
        }
        Map<String, Long> sum = new HashMap<>(byName);
        other.byName.forEach((name, amount) -> sum.merge(name, sign * amount, Long::sum));
        return new Amounts(sum);
    }

    private static long amount(String name, Quantity quantity) {
        BigDecimal value = Quantity.getAmountInBytes(quantity);
        return (name.equals(CPU) ? value.movePointRight(3) : value).min(MOST).setScale(0, RoundingMode.CEILING).longValue();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Amounts amounts && amounts.byName.equals(byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    @Override
    public String toString() {
        return byName.toString();
    }
}
