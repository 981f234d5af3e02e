package dev.marina.scheduler;

/// A port of a node that a pod wants for itself.
///
/// @param address of the node; empty for all of them
public record HostPort(String address, String protocol, int number) {

    static HostPort of(String address, String protocol, int number) {
        return new HostPort(address == null || address.equals("0.0.0.0") ? "" : address, protocol == null ? "TCP" : protocol, number);
    }

    /// Whether both cannot be had.
    public boolean conflicts(HostPort other) {
        return number == other.number && protocol.equals(other.protocol) && (address.isEmpty() || other.address.isEmpty() || address.equals(other.address));
    }
}
