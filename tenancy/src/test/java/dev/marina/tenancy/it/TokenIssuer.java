package dev.marina.tenancy.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keycloak's public side: keys, and a token endpoint that knows one password.
final class TokenIssuer {

    static final String PASSWORD = "correct horse battery";

    private volatile Hold hold;
    private final KeyPair keys;
    private final String issuer = System.getenv("MARINA_OIDC_ISSUER");

    TokenIssuer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
            int port = URI.create(System.getenv("MARINA_KEYCLOAK_INTERNAL_URL")).getPort();
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            server.createContext("/realms/marina/protocol/openid-connect/certs", exchange -> answer(exchange, 200, jwks()));
            server.createContext("/realms/marina/protocol/openid-connect/token", this::token);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        Hold now = hold;
        if (now != null) {
            now.enter();
        }
        String form = URLDecoder.decode(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (!form.contains("password=" + PASSWORD)) {
            answer(exchange, 401, "{\"error\":\"invalid_grant\"}");
            return;
        }
        String email = form.replaceAll("(?s).*username=([^&]*).*", "$1");
        answer(exchange, 200, "{\"access_token\":\"%s\",\"expires_in\":900,\"token_type\":\"Bearer\"}".formatted(token(email)));
    }

    /// Answers nobody who asks for a token until that ends.
    Hold hold() {
        hold = new Hold();
        return hold;
    }

    final class Hold {

        private final Semaphore waiting = new Semaphore(0);
        private final CountDownLatch over = new CountDownLatch(1);

        private void enter() {
            waiting.release();
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /// Until so many wait.
        void await(int many) throws InterruptedException {
            if (!waiting.tryAcquire(many, 10, TimeUnit.SECONDS)) {
                throw new AssertionError("fewer than %d wait".formatted(many));
            }
        }

        void end() {
            hold = null;
            over.countDown();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String token(String email) {
        return token(email, issuer, "marina", Duration.ofMinutes(10));
    }

    String token(String email, String from, String audience, Duration life) {
        long now = Instant.now().getEpochSecond();
        String claims = """
                {"iss":"%s","aud":"%s","sub":"subject-of-%s","upn":"%s","email":"%s","preferred_username":"%s","typ":"Bearer","jti":"%d","iat":%d,"exp":%d,"groups":[]}"""
                .formatted(from, audience, email, email, email, email, System.nanoTime(), now - 60, now + life.toSeconds());
        String signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kid\":\"k1\",\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(base64(unsigned(key.getModulus())), base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
