package dev.marina.tenancy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.management.ManagementCluster.Credentials;
import io.fabric8.kubernetes.client.Config;
import java.io.StringReader;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.openssl.PEMParser;
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

        try (PEMParser parser = new PEMParser(new StringReader(key.csrPem("ann@acme.test")))) {
            PKCS10CertificationRequest request = (PKCS10CertificationRequest) parser.readObject();
            assertEquals("O=marina:user,CN=ann@acme.test", request.getSubject().toString());
            assertTrue(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo())));
        }
    }

    @Test
    void theKeyIsPkcs8() throws Exception {
        String pem = UserKey.generate().privatePem();

        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));

        assertEquals("EC", KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes)).getAlgorithm());
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64));
    }
}
