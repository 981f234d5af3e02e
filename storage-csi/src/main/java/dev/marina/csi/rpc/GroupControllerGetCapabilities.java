package dev.marina.csi.rpc;

import dev.marina.csi.v1.GroupControllerGetCapabilitiesRequest;
import dev.marina.csi.v1.GroupControllerGetCapabilitiesResponse;
import dev.marina.csi.v1.GroupControllerServiceCapability;

/// What the group controller service can do: snapshots of several volumes at one moment.
public record GroupControllerGetCapabilities() implements Rpc<GroupControllerGetCapabilitiesRequest, GroupControllerGetCapabilitiesResponse> {

    @Override
    public GroupControllerGetCapabilitiesResponse handle(GroupControllerGetCapabilitiesRequest request) {
        return GroupControllerGetCapabilitiesResponse.newBuilder().addCapabilities(GroupControllerServiceCapability.newBuilder()
                .setRpc(GroupControllerServiceCapability.RPC.newBuilder()
                        .setType(GroupControllerServiceCapability.RPC.Type.CREATE_DELETE_GET_VOLUME_GROUP_SNAPSHOT)))
                .build();
    }
}
