package dev.marina.tenancy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.management.ManagementCluster.Credentials;
import io.fabric8.kubernetes.client.Config;
import java.io.StringReader;
import java.util.Base64;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class KubeconfigTest {

    @Test
    void aClientReadsServerCaCertificateAndKey() {
        String yaml = Kubeconfig.of("acme", "default", "ann@acme.test", new Credentials("CERT", "CA", "https://h:6443/clusters/acme/default"), "KEY");

        Config config = Config.fromKubeconfig(yaml);

        assertEquals("https://h:6443/clusters/acme/default/", config.getMasterUrl());
        assertEquals("CA", decoded(config.getCaCertData()));
        assertEquals("CERT", decoded(config.getClientCertData()));
        assertEquals("KEY", decoded(config.getClientKeyData()));
        assertEquals("acme-default", config.getCurrentContext().getName());
    }

    @Test
    void theRequestForACertificateIsSignedByTheKeyAndNamesThePerson() throws Exception {
        UserKey key = UserKey.generate();

        try (PEMParser parser = new PEMParser(new StringReader(key.csrPem("ann@acme.test", "s-ann")))) {
            PKCS10CertificationRequest request = (PKCS10CertificationRequest) parser.readObject();
            assertEquals("O=marina:user,CN=ann@acme.test,UID=s-ann", request.getSubject().toString());
            assertTrue(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo())));
        }
    }

    @Test
    void theKeysFormatSaysThatItIsAnEllipticCurveKey() throws Exception {
        UserKey key = UserKey.generate();

        try (PEMParser parser = new PEMParser(new StringReader(key.privatePem()))) {
            PEMKeyPair read = (PEMKeyPair) parser.readObject();
            assertEquals(key.pair().getPublic(), new JcaPEMKeyConverter().getKeyPair(read).getPublic());
            assertEquals(SECObjectIdentifiers.secp256r1, ECPrivateKey.getInstance(read.getPrivateKeyInfo().parsePrivateKey()).getParametersObject());
        }
        assertTrue(key.privatePem().startsWith("-----BEGIN EC PRIVATE KEY-----"), key.privatePem());
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64));
    }
}
