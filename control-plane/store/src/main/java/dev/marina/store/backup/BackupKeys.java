package dev.marina.store.backup;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keys of backups, each made for one backup of one tenant from a secret of the platform: what lies in another tenant's directory, or under another
/// backup's name, cannot be opened there.
///
/// @param secret of 32 bytes; may wait until it can be read
public record BackupKeys(Supplier<byte[]> secret) {

    private static final String HMAC = "HmacSHA256";

    byte[] sealing(BackupId id) {
        return mac(secret.get(), ("objects of backup " + id).getBytes(StandardCharsets.UTF_8));
    }

    byte[] sealingVolumes(BackupId id) {
        return mac(secret.get(), ("volumes of backup " + id).getBytes(StandardCharsets.UTF_8));
    }

    byte[] signature(BackupId id, byte[] manifest) {
        return mac(mac(secret.get(), ("manifest of backup " + id).getBytes(StandardCharsets.UTF_8)), manifest);
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "BackupKeys[***]";
    }
}
