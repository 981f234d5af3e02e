package dev.marina.acme;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Whom an ACME server knows somebody as: a key on the curve P-256. RFC 7515 and 7517 for how it signs and how it is shown.
public record AccountKey(ECPrivateKey own, ECPublicKey shown) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE_BYTES = 32;

    public static AccountKey fresh() {
        KeyPair pair = keyPair();
        return new AccountKey((ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic());
    }

    public static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// As it is kept: both halves, since the one cannot be reckoned from the other here.
    public String text() {
        return Base64.getEncoder().encodeToString(own.getEncoded()) + " " + Base64.getEncoder().encodeToString(shown.getEncoded());
    }

    /// Throws [IllegalArgumentException] when it is none.
    public static AccountKey of(String text) {
        String[] halves = text.split(" ");
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new AccountKey((ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(halves[0]))),
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(halves[1]))));
        } catch (GeneralSecurityException | ArrayIndexOutOfBoundsException | ClassCastException e) {
            throw new IllegalArgumentException("no key of an account", e);
        }
    }

    ObjectNode shownAsJson() {
        // In the order of their letters, as the thumbprint has them.
        return JSON.createObjectNode().put("crv", "P-256").put("kty", "EC").put("x", coordinate(shown.getW().getAffineX()))
                .put("y", coordinate(shown.getW().getAffineY()));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return URL.encodeToString(fixed);
    }

    /// What is answered to a challenge with this token.
    public String authorization(String token) {
        return token + "." + thumbprint();
    }

    /// The same in the answers to all challenges (RFC 7638).
    public String thumbprint() {
        try {
            return URL.encodeToString(MessageDigest.getInstance("SHA-256").digest(shownAsJson().toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A request's body. @param account its URL; empty for the request that makes it
    byte[] signed(String url, String nonce, String account, String payload) {
        ObjectNode header = JSON.createObjectNode().put("alg", "ES256").put("nonce", nonce).put("url", url);
        if (account.isEmpty()) {
            header.set("jwk", shownAsJson());
        } else {
            header.put("kid", account);
        }
        String first = URL.encodeToString(header.toString().getBytes(StandardCharsets.UTF_8));
        String second = URL.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(own);
            signature.update((first + "." + second).getBytes(StandardCharsets.US_ASCII));
            return JSON.createObjectNode().put("protected", first).put("payload", second).put("signature", URL.encodeToString(signature.sign())).toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "AccountKey[***" + Arrays.hashCode(shown.getEncoded()) + "]";
    }
}
