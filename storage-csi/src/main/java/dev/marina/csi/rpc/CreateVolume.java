package dev.marina.csi.rpc;

import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.CreateVolumeResponse;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.VolumeContentSource;
import dev.marina.csi.volume.Content;
import dev.marina.csi.volume.InUse;
import dev.marina.csi.volume.NoRoom;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Makes a volume: an empty one, or a copy of a snapshot or of another volume. The same name again answers the same volume, or
/// ALREADY_EXISTS if it would have another size or content.
public record CreateVolume(Storage storage) implements Rpc<CreateVolumeRequest, CreateVolumeResponse> {

    /// Parameter with the cluster that the volume belongs to; part of its id.
    public static final String CLUSTER = "marina.dev/cluster";

    @Override
    public CreateVolumeResponse handle(CreateVolumeRequest request) {
        if (request.getName().isEmpty()) {
            throw CsiFailure.missing("Volume name");
        }
        if (request.getVolumeCapabilitiesCount() == 0) {
            throw CsiFailure.missing("Volume capabilities");
        }
        storage.unsupported(request.getVolumeCapabilitiesList()).ifPresent(why -> {
            throw CsiFailure.invalid(why);
        });
        Content content = content(request);
        if (request.hasAccessibilityRequirements() && !reachable(request)) {
            throw CsiFailure.exhausted("no requested topology is this machine's (%s=%s)".formatted(storage.topologyKey(), storage.machine()));
        }
        String cluster = request.getParametersOrDefault(CLUSTER, "");
        String id = Storage.idOf(cluster, request.getName());
        return storage.alone(id, () -> {
            Optional<VolumeRecord> known = storage.find(id);
            if (known.isPresent()) {
                return answer(known.get(), request, content);
            }
            return withSource(content, () -> {
                long bytes = Storage.size(request.getCapacityRange(), bytes(content, request));
                VolumeRecord volume = new VolumeRecord(id, request.getName(), cluster, bytes, true, content.text(), 0,
                        storage.attributes(request.getInitialMutableParametersMap()));
                return answer(make(storage, volume, content, block(request)), request, content);
            });
        });
    }

    private static boolean block(CreateVolumeRequest request) {
        return request.getVolumeCapabilities(0).hasBlock();
    }

    private static Content content(CreateVolumeRequest request) {
        if (!request.hasVolumeContentSource()) {
            return Content.EMPTY;
        }
        VolumeContentSource source = request.getVolumeContentSource();
        String id = switch (source.getTypeCase()) {
            case SNAPSHOT -> source.getSnapshot().getSnapshotId();
            case VOLUME -> source.getVolume().getVolumeId();
            case TYPE_NOT_SET -> "";
        };
        if (id.isEmpty()) {
            throw CsiFailure.missing("Volume content source");
        }
        if (!VolumeId.valid(id)) {
            throw source.hasSnapshot() ? CsiFailure.snapshotNotFound(id) : CsiFailure.notFound(id);
        }
        return source.hasSnapshot() ? new Content.OfSnapshot(new SnapshotId(id)) : new Content.OfVolume(new VolumeId(id));
    }

    /// Nobody takes away or changes what the volume is made of while it is.
    private <T> T withSource(Content content, Supplier<T> work) {
        return switch (content) {
            case Content.Empty _, Content.Restored _ -> work.get();
            case Content.OfSnapshot(SnapshotId snapshot) -> storage.aloneWithSnapshot(snapshot.value(), work);
            case Content.OfVolume(VolumeId volume) -> {
                storage.require(volume.value());
                yield storage.alone(volume.value(), work);
            }
        };
    }

    /// What is to be copied; a cluster has nothing of another's to copy.
    private long bytes(Content content, CreateVolumeRequest request) {
        return switch (content) {
            case Content.Empty _, Content.Restored _ -> 0;
            case Content.OfSnapshot(SnapshotId id) -> {
                SnapshotRecord snapshot = storage.requireSnapshot(id.value());
                Storage.requireOfCluster(request.getParametersMap(), snapshot.cluster(), snapshot.id());
                requireMountable(snapshot.block(), "snapshot " + snapshot.id(), request);
                yield snapshot.bytes();
            }
            case Content.OfVolume(VolumeId id) -> {
                VolumeRecord volume = storage.require(id.value());
                Storage.requireOfCluster(request.getParametersMap(), volume.cluster(), volume.id());
                requireMountable(volume.block(), "volume " + volume.id(), request);
                yield volume.bytes();
            }
        };
    }

    /// The kernel that would mount what a tenant has written byte by byte is everybody's.
    private static void requireMountable(boolean raw, String source, CreateVolumeRequest request) {
        if (raw && !block(request)) {
            throw CsiFailure.invalid(source + " is a raw block volume's: no file system is made of it, a raw block volume can be");
        }
    }

    /// Known before it is made: what is cut off in between can be found and taken away.
    static VolumeRecord make(Storage storage, VolumeRecord unfinished, Content content, boolean block) {
        storage.findAny(unfinished.id()).ifPresent(storage::remove);
        VolumeRecord volume = unfinished;
        if (block) {
            volume = storage.states().putWithDevice(unfinished, storage.random());
        } else {
            storage.states().put(unfinished);
        }
        try {
            if (block) {
                storage.backend().createBlock(volume.volumeId(), volume.bytes(), content);
            } else {
                storage.backend().create(volume.volumeId(), volume.bytes(), content);
            }
        } catch (NoRoom | InUse refused) {
            storage.states().remove(volume.volumeId());
            throw CsiFailure.of(refused);
        }
        VolumeRecord made = volume.finished();
        storage.states().put(made);
        return made;
    }

    private boolean reachable(CreateVolumeRequest request) {
        var requirements = request.getAccessibilityRequirements();
        var acceptable = requirements.getRequisiteCount() > 0 ? requirements.getRequisiteList() : requirements.getPreferredList();
        return acceptable.isEmpty() || acceptable.stream().map(Topology::getSegmentsMap)
                .anyMatch(segments -> segments.getOrDefault(storage.topologyKey(), storage.machine()).equals(storage.machine()));
    }

    private CreateVolumeResponse answer(VolumeRecord volume, CreateVolumeRequest request, Content content) {
        long required = request.getCapacityRange().getRequiredBytes();
        long limit = request.getCapacityRange().getLimitBytes();
        if (volume.bytes() < required || limit > 0 && volume.bytes() > limit) {
            throw CsiFailure.alreadyExists("volume %s exists with %d bytes".formatted(volume.name(), volume.bytes()));
        }
        if (volume.block() != block(request)) {
            throw CsiFailure.alreadyExists("volume %s exists and is a %s".formatted(volume.name(), volume.block() ? "raw block volume" : "file system"));
        }
        if (!volume.attributes().entrySet().containsAll(request.getInitialMutableParametersMap().entrySet())) {
            throw CsiFailure.alreadyExists("volume %s exists with the attributes %s".formatted(volume.name(), new TreeMap<>(volume.attributes())));
        }
        boolean restored = Content.of(volume.source()) instanceof Content.Restored && content.equals(Content.EMPTY);
        if (!restored && !volume.source().equals(content.text())) {
            throw CsiFailure
                    .alreadyExists("volume %s exists and was made of %s".formatted(volume.name(), volume.source().isEmpty() ? "nothing" : volume.source()));
        }
        return CreateVolumeResponse.newBuilder().setVolume(storage.describe(volume)).build();
    }
}
