package dev.marina.apiserver.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class TlsPairTest {

    private final CertificateAuthority authority = CertificateAuthority.create(new X500Principal("CN=test"), Clock.systemUTC());

    private static String wrong(String certificates, String key) {
        return TlsPair.wrong(certificates.getBytes(StandardCharsets.US_ASCII), key.getBytes(StandardCharsets.US_ASCII)).orElse("");
    }

    @Test
    void aCertificateAndItsKeyAreRightInEachForm() {
        assertEquals("", wrong(authority.certificatePem(), Pem.privateKey(authority.key())));
        assertEquals("", wrong("a remark\n" + authority.certificatePem(), Pem.ecPrivateKey(authority.key())));
    }

    @Test
    void theKeyOfAnotherIsNot() throws NoSuchAlgorithmException {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertEquals("tls: private key does not match public key", wrong(authority.certificatePem(), Pem.privateKey(Keys.p256().getPrivate())));
        assertEquals("tls: private key type does not match public key type",
                wrong(authority.certificatePem(), Pem.encode("PRIVATE KEY", rsa.getPrivate().getEncoded())));
    }

    @Test
    void whatIsNoneIsSaidAsGoDoes() {
        String key = Pem.privateKey(authority.key());

        assertEquals("tls: failed to find any PEM data in certificate input", wrong("x", key));
        assertEquals("tls: failed to find any PEM data in key input", wrong(authority.certificatePem(), ""));
        assertEquals("tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
                wrong(key, authority.certificatePem()));
        assertEquals("tls: found a certificate rather than a key in the PEM for the private key",
                wrong(authority.certificatePem(), authority.certificatePem()));
        assertEquals("tls: failed to parse private key", wrong(authority.certificatePem(), Pem.encode("PRIVATE KEY", new byte[] {1, 2, 3})));
        assertEquals("x509: malformed certificate", wrong(Pem.encode("CERTIFICATE", new byte[] {1, 2, 3}), key));
        assertEquals("tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [X Y]",
                wrong(Pem.encode("X", new byte[1]) + Pem.encode("Y", new byte[1]), key));
    }
}
