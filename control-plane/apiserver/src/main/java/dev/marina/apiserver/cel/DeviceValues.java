package dev.marina.apiserver.cel;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A device as selectors see it: attributes and capacities by domain and name. What is named without a domain is of the driver's. Throws
/// [IllegalArgumentException] for what is no version or no quantity.
public final class DeviceValues {

    private final String driver;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Map<String, Object>> attributes = new HashMap<>();
    private final Map<String, Map<String, Object>> capacity = new HashMap<>();

    public DeviceValues(String driver, boolean allowMultipleAllocations) {
        this.driver = driver;
        values.put("driver", driver);
        values.put("allowMultipleAllocations", allowMultipleAllocations);
        values.put("attributes", new Domains(attributes));
        values.put("capacity", new Domains(capacity));
    }

    /// @param value a Boolean, a Long or a String
    public DeviceValues attribute(String name, Object value) {
        put(attributes, name, value);
        return this;
    }

    public DeviceValues version(String name, String text) {
        put(attributes, name, SemverFunctions.Version.of(text));
        return this;
    }

    public DeviceValues capacity(String name, String quantity) {
        put(capacity, name, QuantityFunctions.Amount.of(quantity));
        return this;
    }

    Map<String, Object> values() {
        return values;
    }

    private void put(Map<String, Map<String, Object>> into, String qualified, Object value) {
        int slash = qualified.indexOf('/');
        String domain = slash < 0 ? driver : qualified.substring(0, slash);
        into.computeIfAbsent(domain, _ -> new HashMap<>()).put(qualified.substring(slash + 1), value);
    }

    /// Looking up a domain of which nothing is known gives one without anything in it, so that a selector may ask `has(…)` of devices of
    /// any driver. newStringInterfaceMapWithDefault in cel/compile.go
    private static final class Domains extends AbstractMap<String, Object> {
        private final Map<String, Map<String, Object>> known;

        Domains(Map<String, Map<String, Object>> known) {
            this.known = known;
        }

        @Override
        public Object get(Object key) {
            return known.getOrDefault(key, Map.of());
        }

        @Override
        public boolean containsKey(Object key) {
            return true;
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        public Set<Entry<String, Object>> entrySet() {
            return (Set) known.entrySet();
        }
    }
}
