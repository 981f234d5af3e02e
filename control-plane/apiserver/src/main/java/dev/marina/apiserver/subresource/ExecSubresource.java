package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Channels;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.TunnelFrame;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// `pods/exec` and `pods/attach`: a command's streams, between the client's channels and the agent's.
public final class ExecSubresource implements SubresourceHandler {

    private static final List<String> OPTIONS = List.of("stdin", "stdout", "stderr", "tty");

    private final PodStreams streams;

    public ExecSubresource(PodStreams streams) {
        this.streams = streams;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document pod = streams.pod(request, target);
        if (Set.of("Succeeded", "Failed").contains(pod.text("status", "phase"))) {
            throw StatusException.badRequest("cannot exec into a container in a completed pod; current phase is " + pod.text("status", "phase"));
        }
        String container = PodStreams.container(pod, request.query().text("container"));
        List<String> command = request.query().all("command");
        if (target.subresource().equals("exec") && command.isEmpty()) {
            throw StatusException.badRequest("you must specify at least one command for the container");
        }
        TunnelStream stream = streams.open(request, pod, target.subresource(), container, command, OPTIONS);
        return new ApiResponse.Upgrade(new Session(target.subresource(), stream));
    }

    /// Owns the stream from here on.
    private record Session(String kind, TunnelStream stream) implements ApiResponse.Session {

        @Override
        public void run(Channels channels) throws IOException, InterruptedException {
            Thread input = Thread.ofVirtual().name("exec-input").start(() -> forwardInput(channels));
            try (stream) {
                forwardOutput(channels);
            } finally {
                input.interrupt();
            }
        }

        private void forwardInput(Channels channels) {
            try {
                while (true) {
                    Channels.Incoming incoming = channels.receive();
                    if (incoming == null) {
                        stream.close();
                        return;
                    }
                    byte channel = (byte) incoming.channel();
                    if (incoming.end()) {
                        stream.end(channel);
                    } else if (channel == TunnelFrame.STDIN || channel == TunnelFrame.RESIZE) {
                        stream.send(channel, incoming.bytes());
                    }
                }
            } catch (InterruptedException | IOException e) {
                stream.close();
            }
        }

        private void forwardOutput(Channels channels) throws IOException, InterruptedException {
            boolean told = false;
            while (true) {
                TunnelFrame frame = stream.receive();
                switch (frame.kind()) {
                    case DATA -> {
                        told |= frame.channel() == TunnelFrame.STATUS;
                        channels.send(frame.channel(), frame.payload());
                    }
                    case CLOSE, REFUSED -> {
                        if (!told) {
                            channels.send(TunnelFrame.STATUS, StatusMapper.document(StatusException.internal("the node closed the stream")).bytes());
                        }
                        return;
                    }
                    case OPEN, ACCEPTED, END, WINDOW -> {
                    }
                }
            }
        }
    }
}
