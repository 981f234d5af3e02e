package dev.marina.console.login;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// One login under way: the authorization code flow with PKCE. Written here rather than left to the server's mechanism, which
/// knows no PKCE and keeps the tokens where background threads cannot reach them.
record LoginRequest(String state, String nonce, String verifier, String wanted) {

    static final String CLIENT = "marina-console";
    static final String SCOPE = "openid email profile";
    private static final SecureRandom RANDOM = new SecureRandom();

    static LoginRequest to(String wanted) {
        return new LoginRequest(random(), random(), random(), wanted);
    }

    String url(String issuer, String redirect, Optional<String> email, String language) {
        return issuer + "/protocol/openid-connect/auth?response_type=code&client_id=" + CLIENT + "&redirect_uri=" + encoded(redirect)
                + "&scope=" + encoded(SCOPE) + "&state=" + state + "&nonce=" + nonce
                + "&code_challenge=" + challenge() + "&code_challenge_method=S256&ui_locales=" + encoded(language)
                + email.map(hint -> "&login_hint=" + encoded(hint)).orElse("");
    }

    String challenge() {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
