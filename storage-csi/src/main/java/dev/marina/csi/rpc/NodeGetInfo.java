package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeGetInfoRequest;
import dev.marina.csi.v1.NodeGetInfoResponse;

/// Which machine this is.
public record NodeGetInfo(Storage storage) implements Rpc<NodeGetInfoRequest, NodeGetInfoResponse> {

    @Override
    public NodeGetInfoResponse handle(NodeGetInfoRequest request) {
        return NodeGetInfoResponse.newBuilder().setNodeId(storage.machine()).setAccessibleTopology(storage.topology()).build();
    }
}
