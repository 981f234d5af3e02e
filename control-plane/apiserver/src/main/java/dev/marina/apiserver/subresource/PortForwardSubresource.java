package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Channels;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.TunnelFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `pods/portforward`: connections to ports of a pod, each a stream to the pod's node.
public final class PortForwardSubresource implements SubresourceHandler {

    private final PodStreams streams;

    public PortForwardSubresource(PodStreams streams) {
        this.streams = streams;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document pod = streams.pod(request, target);
        if (!pod.text("status", "phase").equals("Running")) {
            throw StatusException.badRequest("unable to forward port because pod is not running. Current status=" + pod.text("status", "phase"));
        }
        return new ApiResponse.Upgrade(new Session(request, pod, streams, new ConcurrentHashMap<>()));
    }

    private record Session(ApiRequest request, Document pod, PodStreams streams, Map<Integer, TunnelStream> open) implements ApiResponse.Session {

        @Override
        public String kind() {
            return "portforward";
        }

        @Override
        public void run(Channels channels) throws IOException, InterruptedException {
            try {
                for (Channels.Incoming incoming = channels.receive(); incoming != null; incoming = channels.receive()) {
                    handle(incoming, channels);
                }
            } finally {
                open.values().forEach(TunnelStream::close);
            }
        }

        /// Error channels carry nothing from the client.
        private void handle(Channels.Incoming incoming, Channels channels) throws IOException, InterruptedException {
            if (incoming.channel() % 2 == 1) {
                return;
            }
            TunnelStream stream = open.get(incoming.channel());
            if (stream == null) {
                if (incoming.bytes().length == 2) {
                    connect(incoming.channel(), ByteBuffer.wrap(incoming.bytes()).getShort() & 0xffff, channels);
                }
            } else if (incoming.end()) {
                stream.end(TunnelFrame.STDIN);
            } else {
                forward(stream, incoming.bytes());
            }
        }

        /// A connection that the pod has closed already ends by its own thread.
        private static void forward(TunnelStream stream, byte[] bytes) throws InterruptedException {
            try {
                stream.send(TunnelFrame.STDIN, bytes);
            } catch (IOException e) {
                stream.close();
            }
        }

        private void connect(int channel, int port, Channels channels) throws IOException, InterruptedException {
            try {
                TunnelStream stream = streams.open(request, pod, "portForward", port);
                open.put(channel, stream);
                Thread.ofVirtual().name("port-forward").start(() -> output(channel, stream, channels));
            } catch (StatusException e) {
                channels.send(channel + 1, e.getMessage().getBytes(StandardCharsets.UTF_8));
                channels.end(channel + 1);
                channels.end(channel);
            }
        }

        private void output(int channel, TunnelStream stream, Channels channels) {
            try (stream) {
                while (true) {
                    TunnelFrame frame = stream.receive();
                    switch (frame.kind()) {
                        case DATA -> channels.send(channel, frame.payload());
                        case CLOSE, REFUSED -> {
                            channels.end(channel);
                            channels.end(channel + 1);
                            open.remove(channel);
                            return;
                        }
                        case OPEN, ACCEPTED, END, WINDOW -> { }
                    }
                }
            } catch (IOException | InterruptedException e) {
                channels.close();
            }
        }
    }
}
