package dev.marina.csi.rpc;

import dev.marina.csi.v1.ControllerGetCapabilitiesRequest;
import dev.marina.csi.v1.ControllerGetCapabilitiesResponse;
import dev.marina.csi.v1.ControllerServiceCapability;
import dev.marina.csi.v1.ControllerServiceCapability.RPC.Type;
import java.util.List;

/// What the controller service can do.
public record ControllerGetCapabilities() implements Rpc<ControllerGetCapabilitiesRequest, ControllerGetCapabilitiesResponse> {

    private static final List<Type> ABLE = List.of(Type.CREATE_DELETE_VOLUME, Type.LIST_VOLUMES, Type.GET_CAPACITY, Type.EXPAND_VOLUME,
            Type.CREATE_DELETE_SNAPSHOT, Type.LIST_SNAPSHOTS, Type.GET_SNAPSHOT, Type.CLONE_VOLUME, Type.GET_VOLUME, Type.VOLUME_CONDITION,
            Type.SINGLE_NODE_MULTI_WRITER, Type.MODIFY_VOLUME);

    @Override
    public ControllerGetCapabilitiesResponse handle(ControllerGetCapabilitiesRequest request) {
        ControllerGetCapabilitiesResponse.Builder response = ControllerGetCapabilitiesResponse.newBuilder();
        ABLE.forEach(
                type -> response.addCapabilities(ControllerServiceCapability.newBuilder().setRpc(ControllerServiceCapability.RPC.newBuilder().setType(type))));
        return response.build();
    }
}
