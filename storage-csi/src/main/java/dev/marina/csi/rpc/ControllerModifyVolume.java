package dev.marina.csi.rpc;

import dev.marina.csi.v1.ControllerModifyVolumeRequest;
import dev.marina.csi.v1.ControllerModifyVolumeResponse;
import dev.marina.csi.volume.Attributes;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Map;

/// Gives a volume other attributes, in use or not. What the request does not name stays as it is. The same again is success.
public record ControllerModifyVolume(Storage storage) implements Rpc<ControllerModifyVolumeRequest, ControllerModifyVolumeResponse> {

    @Override
    public ControllerModifyVolumeResponse handle(ControllerModifyVolumeRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (request.getMutableParametersCount() == 0) {
            throw CsiFailure.missing("Mutable parameters");
        }
        Map<String, String> changes = storage.attributes(request.getMutableParametersMap());
        return storage.alone(volume.id(), () -> {
            // Known first: whoever attaches it next does so by them.
            VolumeRecord changed = storage.require(volume.id()).with(changes);
            storage.states().put(changed);
            storage.backend().tune(volume.volumeId(), Attributes.of(changed.attributes()));
            return ControllerModifyVolumeResponse.getDefaultInstance();
        });
    }
}
