package dev.marina.builds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// What of an image's description concerns who builds on it. https://github.com/opencontainers/image-spec/blob/main/config.md
record BaseDescription(Map<String, String> environment, String directory, String user) {

    static final BaseDescription NONE = new BaseDescription(Map.of(), "", "");

    /// As it is for who builds on the result.
    BaseDescription with(ImagePlan.Description changes) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(changes.environment());
        return new BaseDescription(all, changes.directory().isEmpty() ? directory : changes.directory(), changes.user().isEmpty() ? user : changes.user());
    }

    /// @param config an image's, as it is stored
    static BaseDescription of(JsonNode config) {
        Map<String, String> environment = new LinkedHashMap<>();
        config.at("/config/Env").forEach(each -> {
            String[] pair = each.asText().split("=", 2);
            environment.put(pair[0], pair.length == 1 ? "" : pair[1]);
        });
        return new BaseDescription(environment, config.at("/config/WorkingDir").asText(), config.at("/config/User").asText());
    }
}
