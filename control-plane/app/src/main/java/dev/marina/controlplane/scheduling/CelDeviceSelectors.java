package dev.marina.controlplane.scheduling;

import dev.marina.apiserver.cel.DeviceExpression;
import dev.marina.apiserver.cel.DeviceValues;
import dev.marina.apiserver.cel.Expression;
import dev.marina.scheduler.devices.DeviceSelectors;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttribute;
import java.util.LinkedHashMap;
import java.util.Map;

/// Lets the scheduler ask the API server's expressions about devices; neither knows the other. Compiled expressions are kept, the latest of
/// them. From any thread.
public final class CelDeviceSelectors implements DeviceSelectors {

    private static final int KEPT = 1_000;

    private final Map<String, Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
            return size() > KEPT;
        }
    };

    private sealed interface Compiled {
        record Usable(DeviceExpression expression) implements Compiled {}

        record Unusable(String why) implements Compiled {}
    }

    @Override
    public Match match(String expression, String driver, Device device, long mostCost) {
        return switch (compiled(expression)) {
            case Compiled.Unusable(String why) -> new Match(false, "CEL compile error: " + why, 1);
            case Compiled.Usable(DeviceExpression usable) -> match(usable, driver, device, mostCost);
        };
    }

    private static Match match(DeviceExpression expression, String driver, Device device, long mostCost) {
        DeviceValues values;
        try {
            values = values(driver, device);
        } catch (IllegalArgumentException e) {
            return new Match(false, e.getMessage(), 1);
        }
        return switch (expression.evaluate(values, mostCost)) {
            case DeviceExpression.Result.Answer(boolean matches, long cost) -> new Match(matches, "", cost);
            case DeviceExpression.Result.Failed(String why, long cost) -> new Match(false, "CEL runtime error: " + why, cost);
        };
    }

    private static DeviceValues values(String driver, Device device) {
        DeviceValues values = new DeviceValues(driver, Boolean.TRUE.equals(device.getAllowMultipleAllocations()));
        device.getAttributes().forEach((name, attribute) -> put(values, name, attribute));
        device.getCapacity().forEach((name, capacity) -> values.capacity(name, capacity.getValue().toString()));
        return values;
    }

    private static void put(DeviceValues values, String name, DeviceAttribute attribute) {
        if (attribute.getVersion() != null) {
            values.version(name, attribute.getVersion());
        } else if (attribute.getInt() != null) {
            values.attribute(name, attribute.getInt());
        } else if (attribute.getBool() != null) {
            values.attribute(name, attribute.getBool());
        } else if (attribute.getString() != null) {
            values.attribute(name, attribute.getString());
        } else {
            // lists of values are off in 1.36
            throw new IllegalArgumentException("attribute %s: unsupported attribute value".formatted(name));
        }
    }

    private synchronized Compiled compiled(String expression) {
        return compiled.computeIfAbsent(expression, CelDeviceSelectors::compile);
    }

    private static Compiled compile(String expression) {
        try {
            return new Compiled.Usable(DeviceExpression.compile(expression));
        } catch (Expression.Unusable e) {
            return new Compiled.Unusable(e.getMessage());
        }
    }
}
