package dev.marina.agent.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The PROXY protocol's binary header (version 2) for TCP over IPv6: who connects, and to which address.
final class ProxyHeader {

    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte VERSION_2_PROXY = 0x21;
    private static final byte TCP_OVER_IPV6 = 0x21;
    private static final int ADDRESS_BYTES = 36;

    private ProxyHeader() {}

    /// @param destination IPv6 address that names the cluster
    static ByteBuffer of(InetSocketAddress source, InetAddress destination, int destinationPort) {
        return ByteBuffer.allocate(SIGNATURE.length + 4 + ADDRESS_BYTES).put(SIGNATURE).put(VERSION_2_PROXY).put(TCP_OVER_IPV6)
                .putShort((short) ADDRESS_BYTES).put(sixteen(source.getAddress())).put(sixteen(destination))
                .putShort((short) source.getPort()).putShort((short) destinationPort).flip();
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException("%s is not an address".formatted(text), wrong);
        }
    }

    /// An IPv4 address as an IPv4-mapped one.
    private static byte[] sixteen(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        return ByteBuffer.allocate(16).put(new byte[10]).put((byte) 0xFF).put((byte) 0xFF).put(bytes).array();
    }
}
