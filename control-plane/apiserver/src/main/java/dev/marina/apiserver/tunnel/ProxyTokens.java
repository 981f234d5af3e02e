package dev.marina.apiserver.tunnel;

import dev.marina.api.ClusterId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// Destination addresses of PROXY v2 headers that name a cluster: the cluster's id and a hash of the machine's name in one
/// AES block. 128 bits that nobody guesses, made and read with the platform's key, stored nowhere.
public final class ProxyTokens {

    private static final int ADDRESS_BYTES = 16;

    private final SecretKeySpec key;

    public record Named(ClusterId cluster, long machineHash) {}

    /// @param secret material that all control-plane processes share
    public ProxyTokens(byte[] secret) {
        this.key = new SecretKeySpec(Arrays.copyOf(sha256("marina-proxy-v2", secret), 16), "AES");
    }

    /// The same pair always gives the same address.
    public InetAddress address(ClusterId cluster, String machine) {
        ByteBuffer plain = ByteBuffer.allocate(ADDRESS_BYTES).putLong(cluster.bits()).putLong(machineHash(machine));
        try {
            return Inet6Address.getByAddress(null, block(Cipher.ENCRYPT_MODE, plain.array()), -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an IPv6 address", e);
        }
    }

    /// Any address decrypts to something: whether there is such a cluster and such a machine, the caller looks up.
    public Optional<Named> read(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return Optional.empty();
        }
        ByteBuffer plain = ByteBuffer.wrap(block(Cipher.DECRYPT_MODE, address.getAddress()));
        return Optional.of(new Named(ClusterId.of(plain.getLong()), plain.getLong()));
    }

    public static long machineHash(String machine) {
        return ByteBuffer.wrap(sha256("machine", machine.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    private byte[] block(int mode, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES", e);
        }
    }

    private static byte[] sha256(String purpose, byte[] input) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(purpose.getBytes(StandardCharsets.UTF_8));
            return digest.digest(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
