package dev.marina.console.login;

import dev.marina.console.FakePlatform;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;

/// A realm with one key, and what it signs.
record Realm(KeyPair key) {

    static final String EVENTS = "{\"http://schemas.openid.net/event/backchannel-logout\":{}}";

    static Realm create() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return new Realm(generator.generateKeyPair());
    }

    String keySet() {
        RSAPublicKey open = (RSAPublicKey) key.getPublic();
        return "{\"keys\":[{\"kid\":\"k1\",\"kty\":\"RSA\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}]}".formatted(
                base64(open.getModulus().toByteArray()), base64(open.getPublicExponent().toByteArray()));
    }

    String signed(String claims) throws Exception {
        return signed("{\"alg\":\"RS256\",\"kid\":\"k1\"}", claims);
    }

    String signed(String header, String claims) throws Exception {
        String text = base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + base64(signature.sign());
    }

    /// @param more claims, each followed by a comma
    static String claims(Instant issued, String more) {
        return "{%s\"iss\":\"%s\",\"aud\":\"marina-console\",\"iat\":%d,\"events\":%s}".formatted(more, FakePlatform.ISSUER, issued.getEpochSecond(), EVENTS);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
