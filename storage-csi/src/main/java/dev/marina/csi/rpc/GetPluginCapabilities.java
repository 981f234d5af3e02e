package dev.marina.csi.rpc;

import dev.marina.csi.v1.GetPluginCapabilitiesRequest;
import dev.marina.csi.v1.GetPluginCapabilitiesResponse;
import dev.marina.csi.v1.PluginCapability;

/// Which services the driver has: a controller, one for groups, volumes that are bound to machines, growing in use.
public record GetPluginCapabilities() implements Rpc<GetPluginCapabilitiesRequest, GetPluginCapabilitiesResponse> {

    @Override
    public GetPluginCapabilitiesResponse handle(GetPluginCapabilitiesRequest request) {
        return GetPluginCapabilitiesResponse.newBuilder()
                .addCapabilities(service(PluginCapability.Service.Type.CONTROLLER_SERVICE))
                .addCapabilities(service(PluginCapability.Service.Type.VOLUME_ACCESSIBILITY_CONSTRAINTS))
                .addCapabilities(service(PluginCapability.Service.Type.GROUP_CONTROLLER_SERVICE))
                .addCapabilities(PluginCapability.newBuilder().setVolumeExpansion(
                        PluginCapability.VolumeExpansion.newBuilder().setType(PluginCapability.VolumeExpansion.Type.ONLINE)))
                .build();
    }

    private static PluginCapability service(PluginCapability.Service.Type type) {
        return PluginCapability.newBuilder().setService(PluginCapability.Service.newBuilder().setType(type)).build();
    }
}
