package dev.marina.net.ip;

import java.util.HexFormat;

/// A hardware address.
public record MacAddress(long bits) {

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /// The address of a node's VXLAN device, derived from its underlay address so that peers need not be told.
    public static MacAddress ofVxlan(Ipv4 underlay) {
        return new MacAddress(0x026d00000000L | underlay.bits() & 0xffffffL);
    }

    /// The address of a node's end of its cluster's segment, likewise.
    public static MacAddress ofSegment(Ipv4 underlay) {
        return new MacAddress(0x026d01L << 24 | underlay.bits() & 0xFFFFFF);
    }

    /// The address of a node's underlay side, likewise, for nodes on other machines.
    public static MacAddress ofUnderlay(Ipv4 underlay) {
        return new MacAddress(0x026d02L << 24 | underlay.bits() & 0xFFFFFF);
    }

    /// The address of a machine's way to other machines, which nobody sends to.
    public static MacAddress ofMachines(Ipv4 machine) {
        return new MacAddress(0x026d03L << 24 | machine.bits() & 0xFFFFFF);
    }

    public static MacAddress parse(String text) {
        byte[] bytes = COLONS.parseHex(text);
        if (bytes.length != 6) {
            throw new IllegalArgumentException("not a hardware address: " + text);
        }
        long bits = 0;
        for (byte b : bytes) {
            bits = bits << 8 | b & 0xff;
        }
        return new MacAddress(bits);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (bits >> 40 - 8 * i);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return COLONS.formatHex(bytes());
    }
}
