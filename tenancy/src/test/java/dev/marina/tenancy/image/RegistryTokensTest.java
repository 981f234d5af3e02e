package dev.marina.tenancy.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.registry.RepositoryName;
import dev.marina.registry.token.RegistryToken;
import dev.marina.registry.token.RegistryToken.Action;
import dev.marina.registry.token.TokenVerifier;
import dev.marina.tenancy.settings.RegistrySettings;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tenancy signs the gate believes.
class RegistryTokensTest {

    private static final UUID TENANT = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @TempDir
    private Path directory;

    @Test
    void theGateReadsWhatWasGranted() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=test");
        byte[] certificate = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(600)), name, pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
        Path file = Files.writeString(directory.resolve("key.pem"), pem("CERTIFICATE", certificate) + pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        RegistryTokens tokens = new RegistryTokens(new RegistrySettings("localhost:8080", "http://localhost", "s", file), Clock.systemUTC());
        RegistryLogins.Known known = new RegistryLogins.Known("token ci",
                tenant -> tenant.equals("acme") ? Optional.of(new RegistryRights(TENANT, true, 1000)) : Optional.empty());

        String made = tokens.make(known, RegistryScope.parse(List.of("repository:acme/app:pull,push", "repository:globex/app:pull"))).text();

        RegistryToken read = new TokenVerifier(RegistryTokens.ISSUER, "localhost:8080", pair.getPublic(), Clock.systemUTC()).verify(made)
                .orElseThrow();
        assertTrue(read.allows(new RepositoryName("acme", "app"), Action.PUSH));
        assertFalse(read.allows(new RepositoryName("globex", "app"), Action.PULL));
        assertEquals(1000, read.limitBytes());
        assertEquals(TENANT.toString(), read.tenantId());
        assertEquals(Optional.empty(), new TokenVerifier(RegistryTokens.ISSUER, "another:8080", pair.getPublic(), Clock.systemUTC()).verify(made));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, Base64.getMimeEncoder().encodeToString(content));
    }
}
