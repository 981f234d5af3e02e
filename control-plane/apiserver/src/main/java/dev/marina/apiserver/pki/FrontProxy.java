package dev.marina.apiserver.pki;

import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// By what the servers of a cluster's further APIs know that a request comes from its API server, which says in header fields on
/// whose behalf: an authority that signs for nothing else, so that no user's certificate is taken for it. Its key follows from that of
/// the cluster's own authority and is kept nowhere; clusters that were made earlier have it too.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
public final class FrontProxy {

    /// Whose certificates such a server believes.
    public static final String NAME = "front-proxy-client";

    private static final String CURVE = "secp256r1";
    private static final Duration CLIENT_LIFE = Duration.ofHours(1);

    private FrontProxy() {}

    /// PEM. Another one each time, with the same name and key: what one of them vouches for, all do.
    public static String authorityPem(ClusterRecord cluster) {
        return CertificateAuthority.certificatePem(name(cluster), pair(ClusterKeys.authorityKey(cluster)), since(cluster));
    }

    private static CertificateAuthority authority(ClusterRecord cluster) {
        return CertificateAuthority.create(name(cluster), pair(ClusterKeys.authorityKey(cluster)), since(cluster));
    }

    private static X500Principal name(ClusterRecord cluster) {
        return new X500Principal("CN=front-proxy-ca, OU=" + cluster.id().value());
    }

    private static Clock since(ClusterRecord cluster) {
        return Clock.fixed(cluster.created(), ZoneOffset.UTC);
    }

    /// For one connection.
    public static KeyManager[] client(ClusterRecord cluster, Clock clock) {
        try {
            KeyPair pair = Keys.p256();
            CertificateAuthority authority = authority(cluster);
            X509Certificate certificate = authority.issueClient(NAME, List.of(), pair.getPublic(), CLIENT_LIFE, clock);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(NAME, pair.getPrivate(), new char[0], new Certificate[] {certificate});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate of the front proxy could not be made", e);
        }
    }

    /// As many bits again as the order has make every key as likely as any other.
    private static KeyPair pair(PrivateKey own) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(((ECPrivateKey) own).getS().toByteArray(), "HmacSHA512"));
            byte[] drawn = mac.doFinal("marina front proxy authority".getBytes(StandardCharsets.US_ASCII));
            X9ECParameters curve = CustomNamedCurves.getByName(CURVE);
            BigInteger secret = new BigInteger(1, drawn).mod(curve.getN().subtract(BigInteger.ONE)).add(BigInteger.ONE);
            org.bouncycastle.math.ec.ECPoint point = new FixedPointCombMultiplier().multiply(curve.getG(), secret).normalize();
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
            KeyFactory keys = KeyFactory.getInstance("EC");
            ECPoint place = new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
            return new KeyPair(keys.generatePublic(new ECPublicKeySpec(place, spec)), keys.generatePrivate(new ECPrivateKeySpec(secret, spec)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no P-256 keys", e);
        }
    }
}
