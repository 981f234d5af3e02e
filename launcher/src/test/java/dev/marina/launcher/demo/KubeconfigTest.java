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
        // Java's own PKCS#8: 28 bytes of envelope, then the key as SEC 1 writes it.
        byte[] encoded = key.getEncoded();
        byte[] sec1 = Arrays.copyOfRange(encoded, 28, encoded.length);

        ECPrivateKey read = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Kubeconfig.pkcs8(sec1)));

        assertEquals(key.getS(), read.getS());
    }
}
