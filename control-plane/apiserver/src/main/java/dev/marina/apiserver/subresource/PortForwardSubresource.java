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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        return new ApiResponse.Upgrade(new Session(request, pod, ports(request), streams, new ConcurrentHashMap<>()));
    }

    /// NewV4Options in kubelet's pkg/streaming/portforward/websocket.go
    private static List<Integer> ports(ApiRequest request) {
        List<Integer> ports = new ArrayList<>();
        for (String text : request.query().all("ports")) {
            for (String port : text.split(",")) {
                ports.add(port(port));
            }
        }
        return List.copyOf(ports);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 1 << 16) {
                return port;
            }
        } catch (NumberFormatException e) {
            // refused below, as one out of range is
        }
        throw StatusException.badRequest("unable to parse \"%s\" as a port".formatted(text));
    }

    /// @param ports of the address, for clients that open no channels themselves
    private record Session(ApiRequest request, Document pod, List<Integer> ports, PodStreams streams, Map<Integer, TunnelStream> open)
            implements
                ApiResponse.Session {

        @Override
        public String kind() {
            return "portforward";
        }

        @Override
        public void run(Channels channels) throws IOException, InterruptedException {
            try {
                if (!channels.opensPairs()) {
                    connectAll(channels);
                }
                for (Channels.Incoming incoming = channels.receive(); incoming != null; incoming = channels.receive()) {
                    handle(incoming, channels);
                }
            } finally {
                open.values().forEach(TunnelStream::close);
            }
        }

        /// `v4.channel.k8s.io`: a pair of channels for each port of the address, and on both of them first the port, in two bytes,
        /// little endian.
        private void connectAll(Channels channels) throws IOException, InterruptedException {
            if (ports.isEmpty()) {
                channels.close();
            }
            for (int i = 0; i < ports.size(); i++) {
                byte[] port = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(ports.get(i).shortValue()).array();
                channels.send(2 * i, port);
                channels.send(2 * i + 1, port);
                connect(2 * i, ports.get(i), channels);
            }
        }

        /// Error channels carry nothing from the client.
        private void handle(Channels.Incoming incoming, Channels channels) throws IOException, InterruptedException {
            if (incoming.channel() % 2 == 1) {
                return;
            }
            TunnelStream stream = open.get(incoming.channel());
            if (stream == null) {
                if (channels.opensPairs() && incoming.bytes().length == 2) {
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
                closeWhenDone(channels);
            }
        }

        /// Without a way to say that one channel has ended, the connection ends with the last.
        private void closeWhenDone(Channels channels) {
            if (!channels.opensPairs() && open.isEmpty()) {
                channels.close();
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
                            closeWhenDone(channels);
                            return;
                        }
                        case OPEN, ACCEPTED, END, WINDOW -> {
                        }
                    }
                }
            } catch (IOException | InterruptedException e) {
                channels.close();
            }
        }
    }
}
