package dev.marina.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs the registry's tokens as tenancy does.
public record TestKey(PrivateKey key, X509Certificate certificate) {

    public static final String ISSUER = "marina";
    public static final String SERVICE = "localhost:8080";
    public static final String TENANT_ID = "00000000-0000-0000-0000-00000000000a";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    public static TestKey make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=test");
            Instant now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(now.minusSeconds(60)), Date.from(now.plus(Duration.ofDays(1))), name,
                    pair.getPublic());
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return new TestKey(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    public String certificatePem() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
    }

    /// @param access actions by repository
    public String token(Map<String, List<String>> access, long limitBytes, Instant from, Duration life) {
        ObjectNode claims = JSON.createObjectNode().put("iss", ISSUER).put("sub", "test").put("aud", SERVICE).put("iat", from.getEpochSecond())
                .put("nbf", from.getEpochSecond()).put("exp", from.plus(life).getEpochSecond()).put("jti", "1");
        var list = claims.putArray("access");
        access.forEach((name, actions) -> {
            var allowed = list.addObject().put("type", "repository").put("name", name).putArray("actions");
            actions.forEach(allowed::add);
        });
        claims.putObject("marina").put("tenantId", TENANT_ID).put("limitBytes", limitBytes);
        return signed(claims);
    }

    public String signed(ObjectNode claims) {
        try {
            ObjectNode header = JSON.createObjectNode().put("typ", "JWT").put("alg", "ES256");
            header.putArray("x5c").add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            String content = encoded(header) + "." + encoded(claims);
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(ObjectNode node) {
        return URL.encodeToString(node.toString().getBytes(StandardCharsets.UTF_8));
    }
}
