package dev.marina.agent.storage;

import dev.marina.agent.tunnel.StreamedVolumes;
import dev.marina.csi.rpc.CsiFailure;
import dev.marina.csi.rpc.VolumeContents;
import dev.marina.csi.volume.VolumeId;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.model.tunnel.VolumeFrames;
import dev.marina.model.tunnel.VolumeFrames.Failure;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Volumes of the driver in this process, as streams. Only what belongs to the cluster that the control plane names is read, and what is written is that
/// cluster's: a volume object that names another's volume gets nothing.
final class VolumeStreams implements StreamedVolumes {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeStreams.class);
    /// Snapshots that are there at the same time: each takes as much as its volume.
    private static final int AT_ONCE = 32;

    private final VolumeContents contents;
    private final Semaphore places = new Semaphore(AT_ONCE);

    VolumeStreams(VolumeContents contents) {
        this.contents = contents;
    }

    @Override
    public void read(StreamRequest request, OutputStream out) throws IOException {
        String volume = request.options().getOrDefault("volume", "");
        VolumeFrames.Writer frames = new VolumeFrames.Writer(out);
        answer(frames, () -> {
            if (!VolumeId.valid(volume) || !volume.startsWith(request.clusterId() + "_")) {
                frames.failure(new Failure(Failure.GONE, "volume \"%s\" is not one of the cluster".formatted(volume)));
                return;
            }
            contents.read(request.clusterId(), volume, request.options().getOrDefault("reading", ""), (taken, pieces) -> {
                frames.head(new VolumeFrames.Head(taken.bytes(), taken.data(), taken.block(), taken.takenMillis()));
                pieces.pour((at, bytes) -> {
                    byte[] piece = new byte[bytes.remaining()];
                    bytes.get(piece);
                    frames.piece(at, piece);
                });
                frames.end();
            });
            LOG.atInfo().addKeyValue("volume", volume).log("volume read for a backup");
        });
    }

    @Override
    public void write(StreamRequest request, InputStream in, OutputStream out) throws IOException {
        Map<String, String> options = request.options();
        VolumeFrames.Reader frames = new VolumeFrames.Reader(in);
        VolumeFrames.Writer answer = new VolumeFrames.Writer(out);
        answer(answer, () -> {
            contents.write(new VolumeContents.Wanted(request.clusterId(), options.get("name"), Long.parseLong(options.get("bytes")),
                    Boolean.parseBoolean(options.get("block")), options.getOrDefault("of", ""), Map.of()), into -> {
                        for (Optional<VolumeFrames.Piece> piece = frames.piece(); piece.isPresent(); piece = frames.piece()) {
                            into.piece(piece.get().at(), ByteBuffer.wrap(piece.get().bytes()));
                        }
                    });
            answer.end();
            LOG.atInfo().addKeyValue("cluster", request.clusterId()).addKeyValue("name", options.get("name")).log("volume restored from a backup");
        });
    }

    @Override
    public void drop(StreamRequest request, OutputStream out) throws IOException {
        VolumeFrames.Writer answer = new VolumeFrames.Writer(out);
        answer(answer, () -> {
            contents.drop(request.clusterId(), request.options().get("name"));
            answer.end();
        });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void answer(VolumeFrames.Writer frames, Work work) throws IOException {
        if (!places.tryAcquire()) {
            frames.failure(new Failure(Failure.FAILED, "the machine copies as many volumes as it may, please try again later"));
            return;
        }
        try {
            work.run();
        } catch (CsiFailure refused) {
            frames.failure(new Failure(reason(refused.status().getCode()), refused.getMessage()));
        } catch (IOException | UncheckedIOException | UnsupportedOperationException failure) {
            LOG.atInfo().addKeyValue("error", failure.getMessage()).log("volume not copied");
            LOG.atDebug().setCause(failure).log("volume not copied");
            // Whoever has gone does not hear it.
            frames.failure(new Failure(Failure.FAILED, failure.getMessage()));
        } finally {
            places.release();
        }
    }

    private static String reason(Status.Code code) {
        return switch (code) {
            case NOT_FOUND -> Failure.GONE;
            case FAILED_PRECONDITION -> Failure.IN_USE;
            case RESOURCE_EXHAUSTED -> Failure.NO_ROOM;
            default -> Failure.FAILED;
        };
    }
}
