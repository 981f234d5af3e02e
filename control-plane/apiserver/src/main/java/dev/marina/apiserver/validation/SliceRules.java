package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What makes a slice of devices valid. validateResourceSliceSpec in pkg/apis/resource/validation/validation.go
public final class SliceRules {

    private static final int MOST_DEVICES = 128;
    private static final int MOST_DEVICES_WITH_MORE = 64;
    private static final int MOST_ATTRIBUTES = 32;
    private static final int MOST_TAINTS = 16;
    private static final int MOST_BINDING_CONDITIONS = 4;
    private static final int MOST_COUNTER_SETS = 8;
    private static final int LONGEST_POOL = 253;
    private static final int LONGEST_VALUE = 64;
    private static final List<String> VALUES = List.of("bool", "int", "string", "version", "bools", "ints", "strings", "versions");
    private static final String ONE_PLACE = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

    private final Errors errors = new Errors();
    private final DeviceRules devices = new DeviceRules(errors);

    private SliceRules() {}

    public static List<FieldError> check(JsonNode spec) {
        SliceRules rules = new SliceRules();
        rules.devices.driver(spec.path("driver").asText(), "spec.driver");
        JsonNode pool = spec.path("pool");
        pool(rules.errors, pool.path("name").asText(), "spec.pool.name");
        if (pool.path("resourceSliceCount").asLong() <= 0) {
            rules.errors.invalid("spec.pool.resourceSliceCount", pool.path("resourceSliceCount").asLong(), "must be greater than zero");
        }
        if (pool.path("generation").asLong() < 0) {
            rules.errors.invalid("spec.pool.generation", pool.path("generation").asLong(), "must be greater than or equal to zero");
        }
        rules.place(spec);
        rules.devices(spec);
        return rules.errors.found();
    }

    /// `name[/name…]`
    static void pool(Errors errors, String name, String path) {
        if (name.isEmpty()) {
            errors.required(path);
            return;
        }
        if (name.length() > LONGEST_POOL) {
            errors.tooLong(path, LONGEST_POOL);
        }
        for (String part : name.split("/", -1)) {
            errors.invalid(path, part, Names.dnsSubdomain(part));
        }
    }

    /// From which nodes the devices are reached.
    private void place(JsonNode spec) {
        List<String> given = new ArrayList<>();
        String node = spec.path("nodeName").asText();
        if (spec.has("nodeName") && node.isEmpty()) {
            errors.invalid("spec.nodeName", node, "must be either unset or set to a non-empty string");
        } else if (spec.has("nodeName")) {
            given.add("`nodeName`");
            errors.invalid("spec.nodeName", node, Names.dnsSubdomain(node));
        }
        if (spec.path("nodeSelector").isObject()) {
            given.add("`nodeSelector`");
            JsonNode terms = spec.path("nodeSelector").path("nodeSelectorTerms");
            if (terms.size() != 1) {
                errors.invalid("spec.nodeSelector.nodeSelectorTerms", Errors.list(terms), "must have exactly one node selector term");
            }
        }
        for (String field : List.of("allNodes", "perDeviceNodeSelection")) {
            if (spec.path(field).asBoolean()) {
                given.add("`" + field + "`");
            } else if (spec.has(field)) {
                errors.invalid("spec." + field, spec.path(field), "must be either unset or set to true");
            }
        }
        if (given.isEmpty()) {
            errors.required("spec", ONE_PLACE);
        } else if (given.size() > 1) {
            errors.invalid("spec", "{" + String.join(", ", given) + "}", ONE_PLACE + ", but multiple fields are set");
        }
    }

    private void devices(JsonNode spec) {
        JsonNode list = spec.path("devices");
        if (spec.has("sharedCounters") && spec.has("devices")) {
            errors.invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed");
        }
        boolean more = list.valueStream().anyMatch(device -> !device.path("taints").isEmpty() || !device.path("consumesCounters").isEmpty());
        devices.each(list, "spec.devices", more ? MOST_DEVICES_WITH_MORE : MOST_DEVICES, this::device);
        devices.distinct(list, "name", "spec.devices");
        devices.each(spec.path("sharedCounters"), "spec.sharedCounters", MOST_COUNTER_SETS, (set, at) -> {
            devices.label(set, "name", at);
            if (set.path("counters").isEmpty()) {
                errors.required(at + ".counters");
            }
        });
        devices.distinct(spec.path("sharedCounters"), "name", "spec.sharedCounters");
    }

    private void device(JsonNode device, String path) {
        devices.label(device, "name", path);
        int parts = device.path("attributes").size() + device.path("capacity").size();
        if (parts > MOST_ATTRIBUTES) {
            errors.invalid(path, parts, "the total number of attributes and capacities must not exceed " + MOST_ATTRIBUTES);
        }
        for (Map.Entry<String, JsonNode> attribute : device.path("attributes").properties()) {
            String at = path + ".attributes[" + attribute.getKey() + "]";
            devices.qualified(attribute.getKey(), path + ".attributes");
            attribute(attribute.getValue(), at);
        }
        for (Map.Entry<String, JsonNode> capacity : device.path("capacity").properties()) {
            devices.qualified(capacity.getKey(), path + ".capacity");
            if (capacity.getValue().has("requestPolicy") && !device.path("allowMultipleAllocations").asBoolean()) {
                errors.forbidden(path + ".capacity[" + capacity.getKey() + "].requestPolicy", "allowMultipleAllocations must be true");
            }
        }
        bindingConditions(device, "bindingConditions", path);
        bindingConditions(device, "bindingFailureConditions", path);
        devices.each(device.path("taints"), path + ".taints", MOST_TAINTS, (taint, at) -> {
            errors.invalid(at + ".key", taint.path("key").asText(), Names.qualified(taint.path("key").asText()));
            errors.invalid(at + ".value", taint.path("value").asText(), Names.labelValue(taint.path("value").asText()));
            errors.oneOf(at + ".effect", taint.path("effect").asText(), "NoExecute", "NoSchedule", "None");
        });
    }

    /// Types of conditions that its driver sets once it is known who gets the device.
    private void bindingConditions(JsonNode device, String field, String path) {
        JsonNode types = device.path(field);
        String at = path + "." + field;
        devices.each(types, at, MOST_BINDING_CONDITIONS, (type, entry) -> errors.invalid(entry, type.asText(), Names.qualified(type.asText())));
        devices.distinct(types, "", at);
    }

    private void attribute(JsonNode attribute, String path) {
        List<String> given = VALUES.stream().filter(attribute::has).toList();
        if (given.size() != 1) {
            errors.invalid(path, attribute, "exactly one value must be specified");
            return;
        }
        String kind = given.getFirst();
        JsonNode value = attribute.path(kind);
        if (value.isArray()) {
            if (value.isEmpty()) {
                errors.invalid(path + "." + kind, value, "must not be empty if specified");
            }
            for (int i = 0; i < value.size(); i++) {
                value(value.get(i), kind.equals("versions"), path + "." + kind + "[" + i + "]");
            }
        } else {
            value(value, kind.equals("version"), path + "." + kind);
        }
    }

    private void value(JsonNode value, boolean version, String path) {
        if (version && !VERSION.matcher(value.asText()).matches()) {
            errors.invalid(path, value.asText(), "must be a string compatible with semver.org spec 2.0.0");
        }
        if (value.isTextual() && value.asText().length() > LONGEST_VALUE) {
            errors.tooLong(path, LONGEST_VALUE);
        }
    }
}
