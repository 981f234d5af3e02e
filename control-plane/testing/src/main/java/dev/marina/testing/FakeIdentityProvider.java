package dev.marina.testing;

import com.sun.net.httpserver.HttpServer;
import dev.marina.api.Document;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// Signs tokens as the platform's Keycloak realm does, and publishes its keys.
public final class FakeIdentityProvider implements AutoCloseable {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private volatile Key key = Key.create("key-1");

    private record Key(String id, KeyPair pair) {
        static Key create(String id) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return new Key(id, generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    FakeIdentityProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/certs", exchange -> {
            byte[] body = keys().bytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public String issuer() {
        return "http://localhost/realms/marina";
    }

    public URI keysAddress() {
        return URI.create("http://127.0.0.1:%d/certs".formatted(server.getAddress().getPort()));
    }

    private Document keys() {
        RSAPublicKey published = (RSAPublicKey) key.pair().getPublic();
        return Document.empty().edited(node -> node.putArray("keys").addObject().put("kid", key.id()).put("kty", "RSA").put("use", "sig").put("alg", "RS256")
                .put("n", number(published.getModulus())).put("e", number(published.getPublicExponent())));
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return URL.encodeToString(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /// From now on tokens are signed by another key.
    public void rotate(String newKeyId) {
        key = Key.create(newKeyId);
    }

    /// @param groupPaths such as `/acme/owner`
    public String token(String email, String audience, Instant expiry, List<String> groupPaths) {
        Document header = Document.empty().with("RS256", "alg").with(key.id(), "kid");
        Document claims = Document.empty().edited(node -> {
            node.put("iss", issuer()).put("aud", audience).put("exp", expiry.getEpochSecond()).put("email", email).put("email_verified", true).put("sub",
                    "sub-" + email);
            var groups = node.putArray("groups");
            groupPaths.forEach(groups::add);
        });
        String signed = URL.encodeToString(header.bytes()) + "." + URL.encodeToString(claims.bytes());
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.pair().getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
