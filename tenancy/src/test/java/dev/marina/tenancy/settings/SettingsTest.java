package dev.marina.tenancy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.mail.SmtpServer;
import dev.marina.tenancy.tenant.Term;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Map<String, String> REQUIRED = Map.of("MARINA_OIDC_ISSUER", "http://h:8180/realms/marina",
            "MARINA_KEYCLOAK_INTERNAL_URL", "http://127.0.0.1:8180", "MARINA_TENANCY_CLIENT_SECRET", "s1", "MARINA_TOKEN_CLIENT_SECRET", "s2",
            "MARINA_CONSOLE_CLIENT_SECRET", "s3", "MARINA_HOME", "/m");

    @Test
    void defaultsHold() {
        Settings settings = read(REQUIRED);

        assertEquals(60, settings.signupsPerMinute());
        assertEquals(30, settings.userCertificateLife().toDays());
        assertEquals(Path.of("/m/pki/tenancy.kubeconfig"), settings.kubeconfig());
        assertEquals("https://localhost:6443", settings.apiUrl());
    }

    @Test
    void withoutAMailServerMailIsCaughtAndAddressesAreProved() {
        Settings settings = read(REQUIRED);

        assertEquals(new SignupPolicy(SignupPolicy.Mode.OPEN, List.of(), true), settings.signup());
        assertEquals(Optional.empty(), settings.smtp());
        assertEquals(Path.of("/m/mail"), settings.caughtMail());
    }

    @Test
    void aMailServerAndCodesAreRead() {
        Settings settings = read(with("MARINA_SMTP_HOST", "mail.acme.test", "MARINA_SMTP_TLS", "tls", "MARINA_SIGNUP", "code",
                "MARINA_SIGNUP_CODES", "7b, 8c=90d", "MARINA_MAIL_PROOF", "none"));

        assertEquals(
                new SignupPolicy(SignupPolicy.Mode.CODE,
                        List.of(new SignupPolicy.Code("7b", Optional.empty()), new SignupPolicy.Code("8c", Optional.of(new Term.Days(90)))), false),
                settings.signup());
        assertEquals(new SmtpServer("mail.acme.test", 587, SmtpServer.Tls.TLS, "", "", "marina@localhost"), settings.smtp().orElseThrow());
    }

    @Test
    void aCodeThatSaysNoTimeIsRefusedWithoutBeingRepeated() {
        for (String wrong : List.of("secret=soon", "secret=2027-02-30", "secret=0d", "secret=3651d", "secret=", "=90d")) {
            String message = assertThrows(IllegalArgumentException.class, () -> read(with("MARINA_SIGNUP_CODES", wrong)), wrong).getMessage();
            assertTrue(message.contains("MARINA_SIGNUP_CODES") && message.contains("90d") && !message.contains("secret"), message);
        }
    }

    @Test
    void anOperatorsSecretIsLong() {
        assertThrows(IllegalArgumentException.class, () -> read(with("MARINA_OPERATOR_SECRET", "short")));
        assertFalse(read(with("MARINA_OPERATOR_SECRET", "0123456789abcdef0123456789abcdef")).toString().contains("0123"));
        assertThrows(IllegalArgumentException.class, () -> read(with("MARINA_EXPIRED_TENANT_DAYS", "-1")));
    }

    @Test
    void whatIsNoChoiceIsRefusedWithTheChoices() {
        String message = assertThrows(IllegalArgumentException.class, () -> read(with("MARINA_SIGNUP", "closed"))).getMessage();
        assertTrue(message.contains("MARINA_SIGNUP is closed; it must be one of [open, code, invite]"), message);
        assertThrows(IllegalArgumentException.class, () -> read(with("MARINA_SIGNUP", "code")));
    }

    private static Map<String, String> with(String... more) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        String message = assertThrows(IllegalArgumentException.class, () -> read(Map.of("MARINA_API_PORT", "many"))).getMessage();

        assertTrue(message.contains("MARINA_OIDC_ISSUER is not set"), message);
        assertTrue(message.contains("MARINA_API_PORT is many; it must be a number"), message);
    }

    @Test
    void secretsAreNotPrinted() {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("MARINA_TENANCY_CLIENT_SECRET", "topsecret");

        assertFalse(read(environment).toString().contains("topsecret"));
    }

    private static Settings read(Map<String, String> environment) {
        return Settings.from(name -> Optional.ofNullable(environment.get(name)));
    }
}
