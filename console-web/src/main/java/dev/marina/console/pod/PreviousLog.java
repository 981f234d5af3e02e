package dev.marina.console.pod;

import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a container wrote in its life before the present one. It has ended, so it is read once.
record PreviousLog(ClusterApi api, String pod, String container) implements LogSource {

    @Override
    public Optional<Instance> instance() {
        return Optional.of(new Instance("previous", false));
    }

    @Override
    public InputStream open(String since) throws IOException {
        return api.stream("%s/log?previous=true&timestamps=true&tailLines=1000%s".formatted(pod,
                container.isEmpty() ? "" : "&container=" + URLEncoder.encode(container, StandardCharsets.UTF_8)),
                "text/plain, application/json");
    }
}
