package dev.marina.agent.driver;

import dev.marina.agent.driver.ShownVolumes.Note;
import dev.marina.agent.pod.PodApi;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.grpc.StatusRuntimeException;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What is left to do on the node for a volume that has become larger; the driver's resizer has done the rest, and waits for the claim
/// to say that it is done. pkg/volume/util/operationexecutor/node_expander.go
final class VolumeGrowth {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String STORAGE = "storage";

    private final PodApi api;
    private final DriverRequests requests;
    private final String node;

    VolumeGrowth(PodApi api, DriverRequests requests, String node) {
        this.api = api;
        this.requests = requests;
        this.node = node;
    }

    /// Whether nothing is left to do. What hinders the driver is said at the pod, which uses the volume as it is.
    boolean finish(DriverConnection connection, Pod pod, WantedVolume volume, Note note, NodeCapabilities can, VolumeCapability capability) {
        if (volume.claimed().isEmpty() || !can.expands() || volume.readOnly()) {
            return true;
        }
        WantedVolume.Claimed claimed = volume.claimed().get();
        Optional<PersistentVolumeClaim> claim = api.claim(claimed.namespace(), claimed.name());
        if (claim.isEmpty() || !smaller(claim.get(), claimed.capacity())) {
            return true;
        }
        try {
            connection.node(LIMIT).nodeExpandVolume(NodeExpandVolumeRequest.newBuilder().setVolumeId(volume.handle()).setVolumePath("/" + note.target())
                    .setStagingTargetPath(note.staged().isEmpty() ? "" : "/" + note.staged()).setVolumeCapability(capability)
                    .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(bytes(claimed.capacity())))
                    .putAllSecrets(requests.secrets(claimed.expandSecret(), "NodeExpandSecretRef")).build());
        } catch (StatusRuntimeException failure) {
            api.event(pod, "", "Warning", "VolumeResizeFailed", "MountVolume.NodeExpandVolume failed for volume \"%s\" : %s".formatted(volume.directory(),
                    Rpc.words(failure)));
            return false;
        }
        api.expanded(claim.get(), claimed.capacity());
        api.event(pod, "", "Normal", "FileSystemResizeSuccessful", "MountVolume.NodeExpandVolume succeeded for volume \"%s\" %s".formatted(
                volume.directory(), node));
        return true;
    }

    private static boolean smaller(PersistentVolumeClaim claim, Quantity capacity) {
        Map<String, Quantity> said = claim.getStatus() == null ? Map.of() : Objects.requireNonNullElse(claim.getStatus().getCapacity(), Map.of());
        return said.containsKey(STORAGE) && said.get(STORAGE).getNumericalAmount().compareTo(capacity.getNumericalAmount()) < 0;
    }

    private static long bytes(Quantity capacity) {
        return capacity.getNumericalAmount().setScale(0, RoundingMode.CEILING).longValue();
    }
}
