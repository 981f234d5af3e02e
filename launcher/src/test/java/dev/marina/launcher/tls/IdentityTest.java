package dev.marina.launcher.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.tls.Authority.Purpose;

class IdentityTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final List<String> NAMES = List.of("marina.test", "127.0.0.1");

    @TempDir
    private Path directory;
    private Authority authority;

    @BeforeEach
    void anAuthority() throws GeneralSecurityException {
        authority = Authority.create("Test", NOW);
    }

    @Test
    void aCertificateIsKeptWhileItFits() throws Exception {
        Identity first = kept(NAMES, NOW);

        assertEquals(first.chain(), kept(NAMES, NOW.plus(Duration.ofDays(300))).chain());
    }

    @Test
    void sixtyDaysBeforeItsEndThereIsANewOne() throws Exception {
        Identity first = kept(NAMES, NOW);

        assertNotEquals(first.chain(), kept(NAMES, NOW.plus(Duration.ofDays(306))).chain());
    }

    @Test
    void anotherNameTakesAnotherCertificate() throws Exception {
        Identity first = kept(NAMES, NOW);

        assertNotEquals(first.chain(), kept(List.of("other.test", "127.0.0.1"), NOW).chain());
    }

    @Test
    void anotherAuthorityTakesAnotherCertificate() throws Exception {
        Identity first = kept(NAMES, NOW);
        authority = Authority.create("Test", NOW);

        assertNotEquals(first.chain(), kept(NAMES, NOW).chain());
    }

    @Test
    void theChainLeadsToTheAuthority() throws Exception {
        Identity identity = kept(NAMES, NOW);

        assertTrue(authority.signed(identity.chain().getFirst()));
        assertEquals(authority.certificate(), identity.chain().getLast());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Identity one = kept(NAMES, NOW);
        Identity other = authority.issue("other", NAMES, List.of(Purpose.SERVER), Authority.PUBLIC_LIFE, NOW);

        assertThrows(GeneralSecurityException.class, () -> Identity.of(one.chainPem(), other.keyPem()));
        assertEquals(one.chain(), Identity.of(one.chainPem(), one.keyPem()).chain());
    }

    @Test
    void aKeyInAnotherFormIsNamedWithItsRemedy() {
        String message = assertThrows(GeneralSecurityException.class,
                () -> Pem.privateKey("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")).getMessage();

        assertTrue(message.contains("openssl pkcs8"), message);
    }

    private Identity kept(List<String> names, Instant now) throws Exception {
        Path file = directory.resolve("identity.pem");
        Identity identity = new IdentityFile(file).keptOrIssued(authority, names.getFirst(), names, List.of(Purpose.SERVER), Authority.PUBLIC_LIFE, now);
        Files.writeString(file, identity.wholePem());
        return identity;
    }
}
