package dev.marina.csi.rpc;

import dev.marina.csi.v1.ValidateVolumeCapabilitiesRequest;
import dev.marina.csi.v1.ValidateVolumeCapabilitiesResponse;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Optional;

/// Says whether a volume can be used in all these ways.
public record ValidateVolumeCapabilities(Storage storage) implements Rpc<ValidateVolumeCapabilitiesRequest, ValidateVolumeCapabilitiesResponse> {

    @Override
    public ValidateVolumeCapabilitiesResponse handle(ValidateVolumeCapabilitiesRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (request.getVolumeCapabilitiesCount() == 0) {
            throw CsiFailure.missing("Volume capabilities");
        }
        Optional<String> unsupported = storage.unsupported(volume, request.getVolumeCapabilitiesList());
        if (unsupported.isPresent()) {
            return ValidateVolumeCapabilitiesResponse.newBuilder().setMessage(unsupported.get()).build();
        }
        return ValidateVolumeCapabilitiesResponse.newBuilder().setConfirmed(ValidateVolumeCapabilitiesResponse.Confirmed.newBuilder()
                .putAllVolumeContext(request.getVolumeContextMap()).addAllVolumeCapabilities(request.getVolumeCapabilitiesList())
                .putAllParameters(request.getParametersMap())).build();
    }
}
