package dev.marina.csi.rpc;

import dev.marina.csi.v1.GetPluginInfoRequest;
import dev.marina.csi.v1.GetPluginInfoResponse;

/// The driver's name and version.
public record GetPluginInfo(Storage storage) implements Rpc<GetPluginInfoRequest, GetPluginInfoResponse> {

    @Override
    public GetPluginInfoResponse handle(GetPluginInfoRequest request) {
        return GetPluginInfoResponse.newBuilder().setName(storage.driver()).setVendorVersion(storage.version()).build();
    }
}
