package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What may be said of a claim of devices: an allocation never changes while it lasts, and only what is allocated is reserved.
/// validateResourceClaimStatusUpdate in pkg/apis/resource/validation/validation.go
public final class ClaimStatusRules {

    private static final int MOST_RESERVATIONS = 256;
    private static final int MOST_CONDITIONS = 8;
    private static final int MOST_ADDRESSES = 16;
    private static final int LONGEST_DATA = 10 * 1024;
    private static final int LONGEST_INTERFACE = 256;
    private static final int LONGEST_HARDWARE_ADDRESS = 128;

    private final Errors errors = new Errors();
    private final DeviceRules devices = new DeviceRules(errors);

    private ClaimStatusRules() {}

    public static List<FieldError> check(Document claim, Document stored) {
        ClaimStatusRules rules = new ClaimStatusRules();
        rules.reservations(claim, stored);
        rules.devices(claim.at("status"));
        JsonNode now = claim.at("status", "allocation");
        JsonNode before = stored.at("status", "allocation");
        if (now.isObject() && before.isObject()) {
            rules.errors.immutable("status.allocation", now, before);
        } else if (now.isObject()) {
            rules.allocation(now.path("devices"), "status.allocation.devices", DeviceRules.requestNames(claim.at("spec", "devices")));
        }
        return rules.errors.found();
    }

    private void reservations(Document claim, Document stored) {
        JsonNode reserved = claim.at("status", "reservedFor");
        String path = "status.reservedFor";
        devices.each(reserved, path, MOST_RESERVATIONS, (consumer, at) -> {
            for (String field : List.of("resource", "name", "uid")) {
                if (consumer.path(field).asText().isEmpty()) {
                    errors.required(at + "." + field);
                }
            }
        });
        devices.distinct(reserved, "uid", path);
        if (!reserved.isEmpty() && !claim.has("status", "allocation")) {
            errors.forbidden(path, "may not be specified when `allocated` is not set");
        } else if (claim.terminating() && !set(stored.at("status", "reservedFor")).containsAll(set(reserved))) {
            errors.forbidden(path, "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
        }
    }

    private static Set<JsonNode> set(JsonNode list) {
        Set<JsonNode> set = new HashSet<>();
        list.forEach(set::add);
        return set;
    }

    private void allocation(JsonNode allocation, String path, Map<String, Set<String>> names) {
        devices.each(allocation.path("results"), path + ".results", DeviceRules.MOST_REQUESTS, (result, at) -> {
            devices.reference(result.path("request").asText(), at + ".request", names);
            devices.driver(result.path("driver").asText(), at + ".driver");
            SliceRules.pool(errors, result.path("pool").asText(), at + ".pool");
            devices.label(result, "device", at);
        });
        devices.each(allocation.path("config"), path + ".config", 2 * DeviceRules.MOST_REQUESTS, (config, at) -> {
            errors.oneOf(at + ".source", config.path("source").asText(), "FromClaim", "FromClass");
            devices.references(config.path("requests"), at + ".requests", names);
            devices.configuration(config, at);
        });
    }

    /// Nothing is told of a device that is not allocated.
    private void devices(JsonNode status) {
        Set<String> allocated = new HashSet<>();
        status.path("allocation").path("devices").path("results").forEach(result -> allocated.add(device(result)));
        JsonNode told = status.path("devices");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < told.size(); i++) {
            String at = "status.devices[" + i + "]";
            devices.driver(told.get(i).path("driver").asText(), at + ".driver");
            SliceRules.pool(errors, told.get(i).path("pool").asText(), at + ".pool");
            devices.label(told.get(i), "device", at);
            if (!allocated.contains(device(told.get(i)))) {
                errors.invalid(at, device(told.get(i)), "must be an allocated device in the claim");
            }
            if (!seen.add(device(told.get(i)))) {
                errors.duplicate(at, device(told.get(i)));
            }
            told(told.get(i), at);
        }
    }

    /// What a driver says of a device that somebody has. validateDeviceStatus
    private void told(JsonNode device, String path) {
        JsonNode conditions = device.path("conditions");
        devices.each(conditions, path + ".conditions", MOST_CONDITIONS, (condition, at) -> {
            errors.invalid(at + ".type", condition.path("type").asText(), Names.qualified(condition.path("type").asText()));
            errors.oneOf(at + ".status", condition.path("status").asText(), "False", "True", "Unknown");
        });
        devices.distinct(conditions, "type", path + ".conditions");
        JsonNode data = device.path("data");
        if (!data.isMissingNode() && !data.isNull() && !data.isObject()) {
            errors.invalid(path + ".data", "<value omitted>", "parameters must be a valid JSON object");
        } else if (data.toString().length() > LONGEST_DATA) {
            errors.tooLong(path + ".data", LONGEST_DATA);
        }
        JsonNode network = device.path("networkData");
        errors.tooMany(path + ".networkData.ips", network.path("ips").size(), MOST_ADDRESSES);
        devices.distinct(network.path("ips"), "", path + ".networkData.ips");
        longest(network, "interfaceName", LONGEST_INTERFACE, path + ".networkData");
        longest(network, "hardwareAddress", LONGEST_HARDWARE_ADDRESS, path + ".networkData");
    }

    private void longest(JsonNode owner, String field, int most, String path) {
        if (owner.path(field).asText().length() > most) {
            errors.tooLong(path + "." + field, most);
        }
    }

    private static String device(JsonNode of) {
        String share = of.path("shareID").asText();
        return of.path("driver").asText() + "/" + of.path("pool").asText() + "/" + of.path("device").asText() + (share.isEmpty() ? "" : "/" + share);
    }
}
