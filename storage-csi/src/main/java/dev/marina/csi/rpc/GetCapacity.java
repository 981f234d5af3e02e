package dev.marina.csi.rpc;

import dev.marina.csi.v1.GetCapacityRequest;
import dev.marina.csi.v1.GetCapacityResponse;

/// How much the machine's disk has left for volumes.
public record GetCapacity(Storage storage) implements Rpc<GetCapacityRequest, GetCapacityResponse> {

    @Override
    public GetCapacityResponse handle(GetCapacityRequest request) {
        boolean elsewhere = request.hasAccessibleTopology() && !request.getAccessibleTopology()
                .getSegmentsOrDefault(storage.topologyKey(), storage.machine()).equals(storage.machine());
        return GetCapacityResponse.newBuilder().setAvailableCapacity(elsewhere ? 0 : storage.backend().availableBytes()).build();
    }
}
