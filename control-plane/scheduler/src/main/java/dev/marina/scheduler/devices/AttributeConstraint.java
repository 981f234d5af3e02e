package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttribute;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What devices of a claim must have in common, or apart. Once it refuses a device, it does so whatever else is added. Changed by one search.
final class AttributeConstraint {

    private final List<String> requests;
    private final String attribute;
    private final boolean distinct;
    /// Of the devices that were added.
    private final List<Object> values = new ArrayList<>();

    AttributeConstraint(DeviceConstraint constraint) {
        this.requests = constraint.getRequests();
        this.distinct = constraint.getMatchAttribute() == null;
        this.attribute = distinct ? constraint.getDistinctAttribute() : constraint.getMatchAttribute();
    }

    /// Whether the device may be one of them; then it is.
    boolean add(Wanted wanted, DeviceId id, Device device) {
        if (!concerns(wanted)) {
            return true;
        }
        Optional<Object> value = value(id, device);
        if (value.isEmpty() || !values.isEmpty() && distinct == values.contains(value.get())) {
            return false;
        }
        values.add(value.get());
        return true;
    }

    /// Takes back what was added last.
    void remove(Wanted wanted) {
        if (concerns(wanted)) {
            values.removeLast();
        }
    }

    private boolean concerns(Wanted wanted) {
        return requests.isEmpty() || wanted.namedBy(requests);
    }

    /// Equal values are of the same type. Lists of values (`DRAListTypeAttributes`) are off in 1.36 and match nothing.
    private Optional<Object> value(DeviceId id, Device device) {
        DeviceAttribute found = device.getAttributes().get(attribute);
        int slash = attribute.indexOf('/');
        if (found == null && slash >= 0 && attribute.substring(0, slash).equals(id.driver())) {
            found = device.getAttributes().get(attribute.substring(slash + 1));
        }
        if (found == null) {
            return Optional.empty();
        }
        Object version = found.getVersion() == null ? null : new Version(found.getVersion());
        return Stream.of(found.getString(), found.getInt(), found.getBool(), version).filter(Objects::nonNull).findFirst();
    }

    /// No text that reads alike.
    private record Version(String text) {}
}
