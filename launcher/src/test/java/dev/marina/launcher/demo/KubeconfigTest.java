package dev.marina.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

class KubeconfigTest {
    @Test
    void anEllipticKeyInTheOlderFormIsRead() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        // PKCS#8 of Java: a head of 26 or 27 bytes, ending with the length of what SEC 1 calls the key.
        byte[] encoded = key.getEncoded();
        int start = encoded.length - Byte.toUnsignedInt(encoded[26 - (encoded[1] > 0 ? 1 : 0)]);
        byte[] sec1 = Arrays.copyOfRange(encoded, start, encoded.length);

        ECPrivateKey read = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Kubeconfig.pkcs8(sec1)));

        assertEquals(key.getS(), read.getS());
    }
}
