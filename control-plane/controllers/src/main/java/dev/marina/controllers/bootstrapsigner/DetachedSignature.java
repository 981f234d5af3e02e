package dev.marina.controllers.bootstrapsigner;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A JSON web signature without its content (RFC 7515, appendix F). staging/src/k8s.io/cluster-bootstrap/token/jws/jws.go
final class DetachedSignature {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private DetachedSignature() {}

    /// @param id of the token, letters and digits
    /// @param secret of the token, not empty
    static String of(String content, String id, String secret) {
        String header = encoded("{\"alg\":\"HS256\",\"kid\":\"%s\"}".formatted(id));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal((header + "." + encoded(content)).getBytes(StandardCharsets.US_ASCII));
            return header + ".." + ENCODER.encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC with SHA-256", e);
        }
    }

    private static String encoded(String text) {
        return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
