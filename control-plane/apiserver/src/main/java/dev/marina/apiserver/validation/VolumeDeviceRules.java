package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Block devices of a container, which come from claims, and what one volume cannot be at once. ValidateVolumeDevices and
/// ValidateVolumeMounts in pkg/apis/core/validation/validation.go
record VolumeDeviceRules(Errors errors, Set<String> volumes, Set<String> claims) {

    void check(JsonNode container, String at) {
        JsonNode mounts = container.path("volumeMounts");
        JsonNode devices = container.path("volumeDevices");
        for (int i = 0; i < mounts.size(); i++) {
            String path = at + ".volumeMounts[" + i + "]";
            overlap(devices, "name", mounts.get(i).path("name"), path + ".name", "must not already exist in volumeDevices");
            overlap(devices, "devicePath", mounts.get(i).path("mountPath"), path + ".mountPath", "must not already exist as a path in volumeDevices");
        }
        Set<String> names = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (int i = 0; i < devices.size(); i++) {
            String path = at + ".volumeDevices[" + i + "]";
            name(devices.get(i).path("name").asText(), path + ".name", names);
            place(devices.get(i).path("devicePath").asText(), path + ".devicePath", places);
            overlap(mounts, "name", devices.get(i).path("name"), path + ".name", "must not already exist in volumeMounts");
            overlap(mounts, "mountPath", devices.get(i).path("devicePath"), path + ".devicePath", "must not already exist as a path in volumeMounts");
        }
    }

    private void name(String name, String path, Set<String> names) {
        if (name.isEmpty()) {
            errors.required(path);
        } else if (!names.add(name)) {
            errors.invalid(path, name, "must be unique");
        }
        if (!volumes.contains(name)) {
            errors.notFound(path, name);
        } else if (!claims.contains(name)) {
            errors.invalid(path, name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }
    }

    private void place(String place, String path, Set<String> places) {
        if (place.isEmpty()) {
            errors.required(path);
        }
        if (places.contains(place)) {
            errors.invalid(path, place, "must be unique");
        }
        if (List.of(place.split("/")).contains("..")) {
            errors.invalid(path, place, "can not contain backsteps ('..')");
        } else {
            places.add(place);
        }
    }

    private void overlap(JsonNode others, String field, JsonNode value, String path, String detail) {
        if (others.valueStream().map(other -> other.path(field).asText()).collect(Collectors.toSet()).contains(value.asText())) {
            errors.invalid(path, value.asText(), detail);
        }
    }
}
