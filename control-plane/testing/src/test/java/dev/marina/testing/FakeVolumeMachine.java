package dev.marina.testing;

import dev.marina.api.Document;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import dev.marina.model.tunnel.VolumeFrames;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// The volumes of a played machine: each is its pieces. What a reading finds is a copy of that moment, as a snapshot is; how many are open can be counted.
final class FakeVolumeMachine {

    /// @param pieces by place
    record Volume(long bytes, boolean block, Map<Long, byte[]> pieces) {}

    private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
    private final Map<Integer, PipedOutputStream> incoming = new ConcurrentHashMap<>();
    private final Map<Integer, String> open = new ConcurrentHashMap<>();
    private volatile VolumeFrames.Failure failing;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile boolean lying;

    void has(String handle, Volume volume) {
        volumes.put(handle, volume);
    }

    Optional<Volume> volume(String handle) {
        return Optional.ofNullable(volumes.get(handle));
    }

    void lost(String handle) {
        volumes.remove(handle);
    }

    /// From now on this is what it says to whoever wants to read; null: it reads.
    void fails(VolumeFrames.Failure failure) {
        failing = failure;
    }

    /// From now on what is sent is not of what the digest is.
    void lies(boolean lies) {
        lying = lies;
    }

    /// From now on readers get nothing but the head until the latch is open.
    void holds(CountDownLatch latch) {
        held = latch;
    }

    /// Readings whose snapshots are there.
    int open() {
        return open.size();
    }

    boolean received(TunnelFrame frame, Consumer<TunnelFrame> send) {
        if (frame.kind() == Kind.OPEN) {
            Document request = Document.parse(frame.payload());
            if (request.text("kind").equals("volumeRead")) {
                Thread.ofVirtual().start(() -> read(frame.stream(), request, send));
                return true;
            }
            if (request.text("kind").equals("volumeWrite")) {
                PipedOutputStream in = new PipedOutputStream();
                incoming.put(frame.stream(), in);
                try {
                    PipedInputStream from = new PipedInputStream(in, 8 << 20);
                    Thread.ofVirtual().start(() -> write(frame.stream(), request, from, send));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            }
            return false;
        }
        if (frame.kind() == Kind.CLOSE) {
            open.remove(frame.stream());
        }
        PipedOutputStream in = incoming.get(frame.stream());
        if (in == null) {
            return open.containsKey(frame.stream());
        }
        try {
            if (frame.kind() == Kind.DATA) {
                in.write(frame.payload());
                in.flush();
                send.accept(new TunnelFrame(Kind.WINDOW, frame.stream(), (byte) 0,
                        ByteBuffer.allocate(4).putInt(frame.payload().length).array()));
            } else if (frame.kind() == Kind.CLOSE) {
                in.close();
            }
        } catch (IOException _) {
            // whoever reads has gone
        }
        return true;
    }

    private void read(int stream, Document request, Consumer<TunnelFrame> send) {
        send.accept(new TunnelFrame(Kind.ACCEPTED, stream, (byte) 0, new byte[0]));
        VolumeFrames.Writer frames = new VolumeFrames.Writer(out(stream, send));
        try {
            Volume volume = volumes.get(request.text("options", "volume"));
            if (failing != null || volume == null || !request.text("options", "volume").startsWith(request.text("clusterId") + "_")) {
                frames.failure(failing != null ? failing : new VolumeFrames.Failure(VolumeFrames.Failure.GONE, "the volume does not exist"));
                return;
            }
            open.put(stream, request.text("options", "reading"));
            Map<Long, byte[]> snapshot = Map.copyOf(volume.pieces());
            frames.head(new VolumeFrames.Head(volume.bytes(), snapshot.values().stream().mapToLong(piece -> piece.length).sum(), volume.block(),
                    System.currentTimeMillis()));
            held.await();
            for (long at : snapshot.keySet().stream().sorted().toList()) {
                frames.piece(at, snapshot.get(at));
            }
            if (lying) {
                new VolumeFrames.Writer(out(stream, send)).end();
            } else {
                frames.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(stream);
            send.accept(new TunnelFrame(Kind.CLOSE, stream, (byte) 0, new byte[0]));
        }
    }

    private void write(int stream, Document request, PipedInputStream from, Consumer<TunnelFrame> send) {
        send.accept(new TunnelFrame(Kind.ACCEPTED, stream, (byte) 0, new byte[0]));
        VolumeFrames.Writer answer = new VolumeFrames.Writer(out(stream, send));
        try {
            VolumeFrames.Reader frames = new VolumeFrames.Reader(from);
            Map<Long, byte[]> pieces = new ConcurrentHashMap<>();
            for (Optional<VolumeFrames.Piece> piece = frames.piece(); piece.isPresent(); piece = frames.piece()) {
                pieces.put(piece.get().at(), piece.get().bytes());
            }
            volumes.putIfAbsent(request.text("clusterId") + "_" + request.text("options", "name"),
                    new Volume(Long.parseLong(request.text("options", "bytes")), Boolean.parseBoolean(request.text("options", "block")), pieces));
            answer.end();
        } catch (IOException _) {
            // nobody waits for it any more
        } finally {
            incoming.remove(stream);
            send.accept(new TunnelFrame(Kind.CLOSE, stream, (byte) 0, new byte[0]));
        }
    }

    private static OutputStream out(int stream, Consumer<TunnelFrame> send) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                for (int at = 0; at < length; at += TunnelFrame.MAX_PAYLOAD_BYTES) {
                    int end = Math.min(length, at + TunnelFrame.MAX_PAYLOAD_BYTES);
                    send.accept(new TunnelFrame(Kind.DATA, stream, TunnelFrame.STDOUT, Arrays.copyOfRange(bytes, offset + at, offset + end)));
                }
            }
        };
    }
}
