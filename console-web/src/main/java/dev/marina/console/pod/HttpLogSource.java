package dev.marina.console.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A container's log through the cluster's API.
final class HttpLogSource implements LogSource {

    private static final int TAIL = 1000;

    private final ClusterApi api;
    private final String pod;
    private final String container;

    /// @param pod its path below the cluster's API
    /// @param container "" for the one that a pod has
    HttpLogSource(ClusterApi api, String pod, String container) {
        this.api = api;
        this.pod = pod;
        this.container = container;
    }

    @Override
    public Optional<Instance> instance() throws IOException {
        JsonNode status = api.read(pod).path("status");
        for (String list : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
            for (JsonNode one : status.path(list)) {
                if ((container.isEmpty() || one.path("name").asText().equals(container)) && !one.path("containerID").asText().isEmpty()) {
                    return Optional
                            .of(new Instance(one.path("containerID").asText() + "#" + one.path("restartCount").asInt(), one.path("state").has("running")));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public InputStream open(String since) throws IOException {
        String from = since.isEmpty() ? "tailLines=" + TAIL : "sinceTime=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
        String which = container.isEmpty() ? "" : "&container=" + URLEncoder.encode(container, StandardCharsets.UTF_8);
        return api.stream("%s/log?follow=true&timestamps=true%s&%s".formatted(pod, which, from),
                "text/plain, application/json");
    }
}
