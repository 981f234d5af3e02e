package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeGetCapabilitiesRequest;
import dev.marina.csi.v1.NodeGetCapabilitiesResponse;
import dev.marina.csi.v1.NodeServiceCapability;
import dev.marina.csi.v1.NodeServiceCapability.RPC.Type;
import java.util.List;

/// What the node service can do.
public record NodeGetCapabilities() implements Rpc<NodeGetCapabilitiesRequest, NodeGetCapabilitiesResponse> {

    private static final List<Type> ABLE = List.of(Type.STAGE_UNSTAGE_VOLUME, Type.GET_VOLUME_STATS, Type.EXPAND_VOLUME, Type.VOLUME_CONDITION,
            Type.SINGLE_NODE_MULTI_WRITER);

    @Override
    public NodeGetCapabilitiesResponse handle(NodeGetCapabilitiesRequest request) {
        NodeGetCapabilitiesResponse.Builder response = NodeGetCapabilitiesResponse.newBuilder();
        ABLE.forEach(type -> response.addCapabilities(NodeServiceCapability.newBuilder().setRpc(NodeServiceCapability.RPC.newBuilder().setType(type))));
        return response.build();
    }
}
