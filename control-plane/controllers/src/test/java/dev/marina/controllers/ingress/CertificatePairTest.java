package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates made by OpenSSL for these tests alone.
class CertificatePairTest {

    private static byte[] read(String name) throws IOException {
        try (InputStream in = CertificatePairTest.class.getResourceAsStream("certificates/" + name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"ec.crt,ec-pkcs8.key", "ec.crt,ec-sec1.key", "rsa.crt,rsa-pkcs8.key", "rsa.crt,rsa-pkcs1.key", "ed25519.crt,ed25519.key"})
    void everyFormOfAKeyIsReadAndWrittenAsOne(String certificate, String key) throws Exception {
        String pem = CertificatePair.of(read(certificate), read(key)).pem();

        assertTrue(pem.contains("-----BEGIN CERTIFICATE-----") && pem.contains("-----BEGIN PRIVATE KEY-----"), pem);
        CertificatePair again = CertificatePair.of(pem.getBytes(StandardCharsets.US_ASCII), pem.getBytes(StandardCharsets.US_ASCII));
        assertEquals(pem, again.pem());
    }

    @ParameterizedTest
    @CsvSource({"ec.crt,rsa-pkcs8.key", "rsa.crt,ec-sec1.key", "ec.crt,other-ec.key", "rsa-weak.crt,rsa-weak.key"})
    void whatNginxWouldNotTakeIsRefused(String certificate, String key) {
        assertThrows(CertificatePair.Unusable.class, () -> CertificatePair.of(read(certificate), read(key)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----"})
    void whatIsNoCertificateIsRefused(String text) {
        assertThrows(CertificatePair.Unusable.class, () -> CertificatePair.of(text.getBytes(StandardCharsets.UTF_8), read("ec-pkcs8.key")));
    }

    @Test
    void whatStandsAroundItIsNotHandedOn() throws Exception {
        String around = "owned\n" + new String(read("ec.crt"), StandardCharsets.US_ASCII) + "owned\n";
        assertTrue(!CertificatePair.of(around.getBytes(StandardCharsets.US_ASCII), read("ec-pkcs8.key")).pem().contains("owned"));
    }
}
