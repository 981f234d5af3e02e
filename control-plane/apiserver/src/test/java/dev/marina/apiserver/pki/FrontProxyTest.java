package dev.marina.apiserver.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterRecord;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.Test;

class FrontProxyTest {

    private final ClusterRecord acme = cluster("aaaaaaaaaaaaaaaa", "acme");
    private final ClusterRecord globex = cluster("bbbbbbbbbbbbbbbb", "globex");

    private static ClusterRecord cluster(String id, String tenant) {
        return new ClusterRecord(new ClusterId(id), tenant, "default", ClusterRecord.State.ACTIVE, 0, Instant.now(),
                ClusterKeys.create(tenant, "default", Clock.systemUTC()), Map.of());
    }

    private static X509Certificate authority(ClusterRecord cluster) {
        return Pem.certificate(FrontProxy.authorityPem(cluster));
    }

    private static X509Certificate client(ClusterRecord cluster) {
        return ((X509KeyManager) FrontProxy.client(cluster, Clock.systemUTC())[0]).getCertificateChain(FrontProxy.NAME)[0];
    }

    /// What was stored with the cluster vouches for every later connection.
    @Test
    void theAuthorityIsTheSameWhenItIsMadeAgain() throws Exception {
        X509Certificate first = authority(acme);
        assertEquals(first.getPublicKey(), authority(acme).getPublicKey());
        assertEquals(first.getSubjectX500Principal(), authority(acme).getSubjectX500Principal());
        X509Certificate client = client(acme);
        client.verify(first.getPublicKey());
        client.checkValidity();
        assertEquals("CN=front-proxy-client", client.getSubjectX500Principal().getName());
    }

    @Test
    void noOtherAuthorityVouchesForIt() {
        assertNotEquals(authority(acme).getPublicKey(), authority(globex).getPublicKey());
        assertThrows(SignatureException.class, () -> client(globex).verify(authority(acme).getPublicKey()));
        assertThrows(SignatureException.class, () -> client(acme).verify(ClusterKeys.of(acme).authority().certificate().getPublicKey()));
    }
}
