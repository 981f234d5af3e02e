package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.TunnelFrame;
import java.util.List;

/// `pods/log`: what a container wrote, from its node.
public final class LogSubresource implements SubresourceHandler {

    private static final List<String> OPTIONS = List.of("follow", "previous", "tailLines", "sinceSeconds", "sinceTime", "timestamps", "limitBytes");

    private final PodStreams streams;

    public LogSubresource(PodStreams streams) {
        this.streams = streams;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document pod = streams.pod(request, target);
        String container = PodStreams.container(pod, request.query().text("container"));
        if (pod.text("spec", "nodeName").isEmpty()) {
            return ApiResponse.text(200, "");
        }
        TunnelStream stream = streams.open(request, pod, "log", container, List.of(), OPTIONS);
        return new ApiResponse.Stream("text/plain", sink -> {
            try (stream) {
                while (true) {
                    TunnelFrame frame = stream.receive();
                    switch (frame.kind()) {
                        case DATA -> sink.write(List.of(frame.payload()));
                        case CLOSE, REFUSED -> {
                            return;
                        }
                        case OPEN, ACCEPTED, END, WINDOW -> {
                        }
                    }
                }
            }
        });
    }
}
