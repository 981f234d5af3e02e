package dev.marina.apiserver.backup;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.apiserver.tunnel.AgentTunnels;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.StreamInput;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.VolumeFrames;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// By the tunnels that agents keep open.
public final class TunnelledVolumes implements MachineVolumes {

    /// A snapshot may take as long as all of a volume is read, where the machine's disk cannot share blocks.
    private static final Duration SNAPSHOT = Duration.ofMinutes(15);
    /// A machine that went without a word; reading over zeros takes its time, too.
    private static final Duration PIECE = Duration.ofMinutes(5);

    private final AgentTunnels tunnels;
    private final NodeAgents nodes;

    public TunnelledVolumes(AgentTunnels tunnels, NodeAgents nodes) {
        this.tunnels = tunnels;
        this.nodes = nodes;
    }

    @Override
    public Map<String, String> ofNodes(ClusterId cluster) {
        return nodes.machines(cluster);
    }

    @Override
    public Reading read(String machine, ClusterId cluster, String handle, String reading) throws IOException {
        TunnelStream stream = open(machine, "volumeRead", cluster, Map.of("volume", handle, "reading", reading));
        boolean begun = false;
        try {
            StreamInput in = stream.input(SNAPSHOT);
            VolumeFrames.Reader frames = new VolumeFrames.Reader(in);
            Reading open = new OpenReading(stream, frames, head(frames));
            in.most(PIECE);
            begun = true;
            return open;
        } finally {
            if (!begun) {
                stream.close();
            }
        }
    }

    private static VolumeFrames.Head head(VolumeFrames.Reader frames) throws IOException {
        try {
            return frames.head();
        } catch (EOFException _) {
            throw new IOException("the node's agent broke off");
        }
    }

    private static Optional<VolumeFrames.Piece> piece(VolumeFrames.Reader frames) throws IOException {
        try {
            return frames.piece();
        } catch (EOFException _) {
            throw new IOException("the node's agent broke off");
        }
    }

    private record OpenReading(TunnelStream stream, VolumeFrames.Reader frames, VolumeFrames.Head head) implements Reading {

        @Override
        public Optional<VolumeFrames.Piece> piece() throws IOException {
            return TunnelledVolumes.piece(frames);
        }

        @Override
        public String sha256Hex() {
            return frames.sha256Hex();
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    @Override
    public void write(String machine, Wanted wanted, Content content) throws IOException {
        Map<String, String> options = Map.of("name", wanted.name(), "bytes", Long.toString(wanted.bytes()), "block", Boolean.toString(wanted.block()), "of",
                wanted.of());
        try (TunnelStream stream = open(machine, "volumeWrite", wanted.cluster(), options)) {
            VolumeFrames.Reader answer = new VolumeFrames.Reader(stream.input(SNAPSHOT));
            try (OutputStream out = new BufferedOutputStream(new Stdin(stream), TunnelFrame.MAX_PAYLOAD_BYTES)) {
                VolumeFrames.Writer frames = new VolumeFrames.Writer(out);
                content.pour(frames);
                frames.end();
            } catch (IOException broken) {
                // Whoever reads no more may have said why.
                said(answer, broken);
                throw broken;
            }
            piece(answer);
        }
    }

    @Override
    public void drop(String machine, ClusterId cluster, String name) throws IOException {
        try (TunnelStream stream = open(machine, "volumeDrop", cluster, Map.of("name", name))) {
            piece(new VolumeFrames.Reader(stream.input(PIECE)));
        }
    }

    private static void said(VolumeFrames.Reader answer, IOException broken) throws IOException {
        try {
            answer.piece();
        } catch (VolumeFrames.FailedThere why) {
            throw why;
        } catch (IOException nothing) {
            broken.addSuppressed(nothing);
        }
    }

    private TunnelStream open(String machine, String kind, ClusterId cluster, Map<String, String> options) throws IOException {
        try {
            return tunnels.open(machine, new StreamRequest(kind, cluster.value(), "", "", "", "", "", null, options));
        } catch (StatusException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private static final class Stdin extends OutputStream {
        private final TunnelStream stream;

        Stdin(TunnelStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                stream.send(TunnelFrame.STDIN, Arrays.copyOfRange(bytes, offset, offset + length));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while sending to the node's agent");
            }
        }
    }
}
