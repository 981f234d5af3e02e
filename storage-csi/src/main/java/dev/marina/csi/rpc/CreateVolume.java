package dev.marina.csi.rpc;

import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.CreateVolumeResponse;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.volume.NoRoom;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Optional;

/// Makes a volume. The same name again answers the same volume, or ALREADY_EXISTS if it would have another size.
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
        Storage.unsupported(request.getVolumeCapabilitiesList()).ifPresent(why -> {
            throw CsiFailure.invalid(why);
        });
        if (request.hasVolumeContentSource()) {
            throw CsiFailure.invalid("volumes from snapshots or other volumes are not available");
        }
        if (request.hasAccessibilityRequirements() && !reachable(request)) {
            throw CsiFailure.exhausted("no requested topology is this machine's (%s=%s)".formatted(storage.topologyKey(), storage.machine()));
        }
        long bytes = Storage.size(request.getCapacityRange());
        String cluster = request.getParametersOrDefault(CLUSTER, "");
        VolumeId id = id(cluster, request.getName());
        return storage.alone(id.value(), () -> {
            Optional<VolumeRecord> known = storage.find(id.value());
            if (known.isPresent()) {
                return answer(known.get(), request);
            }
            VolumeRecord volume = new VolumeRecord(id.value(), request.getName(), cluster, bytes, false);
            make(volume);
            return answer(volume, request);
        });
    }

    /// Known before it is made: what is cut off in between can be found and taken away.
    private void make(VolumeRecord volume) {
        storage.findAny(volume.id()).ifPresent(storage::remove);
        storage.states().put(volume.asUnfinished());
        try {
            storage.backend().create(volume.volumeId(), volume.bytes());
        } catch (NoRoom full) {
            storage.states().remove(volume.volumeId());
            throw CsiFailure.exhausted(full.getMessage());
        }
        storage.states().put(volume);
    }

    private static VolumeId id(String cluster, String name) {
        try {
            return new VolumeId(cluster.isEmpty() ? name : cluster + "_" + name);
        } catch (IllegalArgumentException wrong) {
            throw CsiFailure.invalid(wrong.getMessage());
        }
    }

    private boolean reachable(CreateVolumeRequest request) {
        var requirements = request.getAccessibilityRequirements();
        var acceptable = requirements.getRequisiteCount() > 0 ? requirements.getRequisiteList() : requirements.getPreferredList();
        return acceptable.isEmpty() || acceptable.stream().map(Topology::getSegmentsMap)
                .anyMatch(segments -> segments.getOrDefault(storage.topologyKey(), storage.machine()).equals(storage.machine()));
    }

    private CreateVolumeResponse answer(VolumeRecord volume, CreateVolumeRequest request) {
        long required = request.getCapacityRange().getRequiredBytes();
        long limit = request.getCapacityRange().getLimitBytes();
        if (volume.bytes() < required || limit > 0 && volume.bytes() > limit) {
            throw CsiFailure.alreadyExists("volume %s exists with %d bytes".formatted(volume.name(), volume.bytes()));
        }
        return CreateVolumeResponse.newBuilder().setVolume(storage.describe(volume)).build();
    }
}
