package dev.marina.apiserver.types.marina;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Where a packet of a pod would go, and whether it arrives. It is asked and not stored.
public final class PacketTraceType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "PacketTrace", "packettraces").createOnly().build();

    private PacketTraceType() {}
}
