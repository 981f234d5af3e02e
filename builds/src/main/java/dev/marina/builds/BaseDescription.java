package dev.marina.builds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What of an image's description concerns who builds on it. https://github.com/opencontainers/image-spec/blob/main/config.md
///
/// @param layers digests of what they are unpacked, from the lowest up: two images of the same layers have the same files
record BaseDescription(Map<String, String> environment, String directory, String user, List<String> layers) {

    static final BaseDescription NONE = new BaseDescription(Map.of(), "", "", List.of());

    /// As it is for who builds on the result.
    BaseDescription with(ImagePlan.Description changes) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(changes.environment());
        return new BaseDescription(all, changes.directory().isEmpty() ? directory : changes.directory(), changes.user().isEmpty() ? user : changes.user(),
                layers);
    }

    /// @param config an image's, as it is stored
    static BaseDescription of(JsonNode config) {
        Map<String, String> environment = new LinkedHashMap<>();
        config.at("/config/Env").forEach(each -> {
            String[] pair = each.asText().split("=", 2);
            environment.put(pair[0], pair.length == 1 ? "" : pair[1]);
        });
        List<String> layers = new ArrayList<>();
        config.at("/rootfs/diff_ids").forEach(id -> layers.add(id.asText()));
        return new BaseDescription(environment, config.at("/config/WorkingDir").asText(), config.at("/config/User").asText(), List.copyOf(layers));
    }
}
