package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.CapacityRequestPolicy;
import io.fabric8.kubernetes.api.model.resource.v1.CapacityRequestPolicyRange;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceCapacity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much of a device's capacities a request takes, as the device's policies round it. Pure.
/// CmpRequestOverCapacity in dynamic-resource-allocation's structured/internal/consumable_capacity.go
record CapacityShare(Map<String, Quantity> amounts) {

    /// Empty where the device has not what is asked for, or does not give so much at once.
    static Optional<CapacityShare> of(Wanted wanted, Device device) {
        Map<String, Quantity> asked = wanted.capacity() == null || wanted.capacity().getRequests() == null ? Map.of() : wanted.capacity().getRequests();
        if (!device.getCapacity().keySet().containsAll(asked.keySet())) {
            return Optional.empty();
        }
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        for (Map.Entry<String, DeviceCapacity> capacity : device.getCapacity().entrySet()) {
            CapacityRequestPolicy policy = capacity.getValue().getRequestPolicy();
            Quantity amount = rounded(Optional.ofNullable(asked.get(capacity.getKey())), capacity.getValue(), policy);
            if (violates(amount, policy)) {
                return Optional.empty();
            }
            amounts.put(capacity.getKey(), amount);
        }
        return Optional.of(new CapacityShare(amounts));
    }

    /// Whether it fits beside what others have.
    boolean fits(Device device, Map<String, BigDecimal> others, Map<String, BigDecimal> chosen) {
        return amounts.entrySet().stream().allMatch(each -> value(each.getValue()).add(others.getOrDefault(each.getKey(), BigDecimal.ZERO))
                .add(chosen.getOrDefault(each.getKey(), BigDecimal.ZERO)).compareTo(value(device.getCapacity().get(each.getKey()).getValue())) <= 0);
    }

    static BigDecimal value(Quantity quantity) {
        return quantity.getNumericalAmount();
    }

    private static Quantity rounded(Optional<Quantity> asked, DeviceCapacity capacity, CapacityRequestPolicy policy) {
        if (asked.isEmpty()) {
            return policy != null && policy.getDefault() != null ? policy.getDefault() : capacity.getValue();
        }
        if (policy == null) {
            return asked.get();
        }
        if (policy.getValidRange() != null && policy.getValidRange().getMin() != null) {
            return inRange(asked.get(), policy.getValidRange());
        }
        return valid(policy).stream().filter(each -> value(each).compareTo(value(asked.get())) >= 0).findFirst().orElse(asked.get());
    }

    private static List<Quantity> valid(CapacityRequestPolicy policy) {
        return policy.getValidValues() == null ? List.of() : policy.getValidValues().stream().sorted(Comparator.comparing(CapacityShare::value)).toList();
    }

    private static Quantity inRange(Quantity asked, CapacityRequestPolicyRange range) {
        BigDecimal least = value(range.getMin());
        BigDecimal over = value(asked).subtract(least);
        if (over.signum() <= 0) {
            return range.getMin();
        }
        if (range.getStep() == null || value(range.getStep()).signum() <= 0) {
            return asked;
        }
        BigDecimal step = value(range.getStep());
        BigDecimal steps = over.divide(step, 0, RoundingMode.CEILING);
        BigDecimal amount = least.add(steps.multiply(step));
        return amount.compareTo(value(asked)) == 0 ? asked : new Quantity(amount.stripTrailingZeros().toPlainString());
    }

    private static boolean violates(Quantity amount, CapacityRequestPolicy policy) {
        if (policy == null) {
            return false;
        }
        if (policy.getValidRange() != null) {
            return policy.getValidRange().getMax() != null && value(amount).compareTo(value(policy.getValidRange().getMax())) > 0;
        }
        return policy.getValidValues() != null && !policy.getValidValues().isEmpty()
                && policy.getValidValues().stream().noneMatch(each -> value(each).compareTo(value(amount)) == 0)
                && (policy.getDefault() == null || value(policy.getDefault()).compareTo(value(amount)) != 0);
    }
}
