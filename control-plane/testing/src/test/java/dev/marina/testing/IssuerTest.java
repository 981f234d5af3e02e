package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.authn.Jwt;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A cluster as the issuer of its accounts' tokens, where the installation's own address is no good to pods.
class IssuerTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final String CONFIGURATION = "/.well-known/openid-configuration";

    private static ClusterRecord acme;
    private static ClusterRecord globex;

    @BeforeAll
    static void twoClusters() {
        acme = plane.cluster("acme", "issuing");
        globex = plane.cluster("globex", "issuing");
    }

    private static String url(ClusterRecord cluster) {
        return plane.url(cluster.tenant(), cluster.name());
    }

    private static KubernetesClient admin(ClusterRecord cluster) {
        return plane.admin(cluster.tenant(), cluster.name());
    }

    private static String token(ClusterRecord cluster, String... audiences) {
        return admin(cluster).serviceAccounts().inNamespace("default").withName("default")
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withAudiences(audiences).endSpec().build()).getStatus().getToken();
    }

    private static boolean authenticated(ClusterRecord cluster, String token, String... audiences) {
        return admin(cluster).resource(new TokenReviewBuilder().withNewSpec().withToken(token).withAudiences(audiences).endSpec().build()).create().getStatus()
                .getAuthenticated();
    }

    /// As a token was issued when the cluster went by this name, for itself.
    private static String issuedBy(String issuer, ClusterRecord cluster) {
        Document claims = Jwt.parse(token(cluster)).orElseThrow().claims();
        return Jwt.sign(claims.edited(root -> {
            root.put("iss", issuer);
            root.putArray("aud").add(issuer);
        }), ClusterKeys.of(cluster).tokenKey(), "marina-" + cluster.id());
    }

    /// What a relying party in a pod does, with the token of its account.
    @Test
    void aPodFindsTheKeysThatSignedItsToken() throws Exception {
        String token = token(acme, "somebody");
        RawClient pod = plane.withToken(token(acme));

        Answer discovery = pod.get(url(acme) + CONFIGURATION);
        JsonNode configuration = Document.parse(discovery.body().getBytes(StandardCharsets.UTF_8)).root();
        assertEquals(ISSUER, Jwt.parse(token).orElseThrow().issuer());
        assertEquals(ISSUER, configuration.path("issuer").asText());
        assertEquals(ISSUER + "/openid/v1/jwks", configuration.path("jwks_uri").asText());

        Answer keys = pod.get(url(acme) + URI.create(configuration.path("jwks_uri").asText()).getPath());
        assertEquals("application/jwk-set+json", keys.headers().get("content-type"));
        JsonNode key = Document.parse(keys.body().getBytes(StandardCharsets.UTF_8)).at("keys").get(0);
        assertEquals(Jwt.parse(token).orElseThrow().keyId(), key.path("kid").asText());
        assertTrue(Jwt.parse(token).orElseThrow().signedBy(publicKey(key), Jwt.Algorithm.ES256));
    }

    private static PublicKey publicKey(JsonNode key) throws Exception {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(coordinate(key, "x"), coordinate(key, "y"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger coordinate(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText()));
    }

    @Test
    void accountsMayReadTheDocumentsAndStrangersMayNot() {
        for (String path : List.of(CONFIGURATION, "/openid/v1/jwks")) {
            assertEquals(200, plane.withToken(token(acme)).get(url(acme) + path).status(), path);
            assertEquals(403, plane.anonymous().get(url(acme) + path).status(), path);
        }
    }

    @Test
    void aTokenOfOneClusterIsWorthNothingInAnotherOfTheSameIssuer() {
        for (String token : List.of(token(acme), token(acme, ISSUER), issuedBy(url(globex), acme))) {
            assertEquals(401, plane.withToken(token).get(url(globex) + "/version").status());
            assertEquals(false, authenticated(globex, token));
        }
        assertEquals(false, authenticated(globex, token(acme, "somebody"), "somebody"));
        assertEquals(true, authenticated(acme, token(acme, "somebody"), "somebody"));
    }

    @Test
    void whatWasIssuedUnderAFormerNameStaysGood() {
        String former = issuedBy(url(acme), acme);

        assertEquals(200, plane.withToken(former).get(url(acme) + CONFIGURATION).status());
        assertEquals(true, authenticated(acme, former));
        assertEquals(401, plane.withToken(issuedBy("https://elsewhere.example", acme)).get(url(acme) + "/version").status());
    }

    @Test
    void aTokenForSomebodyElseDoesNotOpenTheServer() {
        assertEquals(401, plane.withToken(token(acme, "somebody")).get(url(acme) + CONFIGURATION).status());
        assertEquals(false, authenticated(acme, token(acme, "somebody")));
    }

    /// `kubectl proxy` forgets the path of the server that it is told.
    @Test
    void aRequestWithoutItsClustersPathIsJudgedByTheClusterWhoseKeyTheTokenNames() {
        String root = url(acme).substring(0, url(acme).indexOf("/clusters/"));

        assertEquals(200, plane.withToken(token(acme)).get(root + CONFIGURATION).status());
        assertEquals(200, plane.withToken(issuedBy(url(acme), acme)).get(root + CONFIGURATION).status());
        assertEquals(401, plane.withToken(Jwt.sign(Jwt.parse(token(acme)).orElseThrow().claims(), ClusterKeys.of(acme).tokenKey(), "marina-" + globex.id()))
                .get(root + CONFIGURATION).status());
    }
}
