package dev.marina.tenancy.settings;

import dev.marina.tenancy.mail.SmtpServer;
import dev.marina.tenancy.tenant.Term;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Settings of the REST API, from the environment and whatever else the server's configuration has. `docs/settings-payara.md` lists them.
///
/// @param kubeconfig of the management cluster; the file may appear later
/// @param signupsPerMinute sign-ups that one address may ask for in a minute; 0 for any number
/// @param smtp empty where mail is caught instead of sent
/// @param caughtMail directory that it is caught in
/// @param tenantsPerPerson that one person may own
/// @param expiryNotice how long before a tenant's time is over its owners are told
/// @param expiryGrace how long it stays after that, suspended, before it is deleted
/// @param operatorSecret by which the operator is known; empty: nobody is
/// @param registry empty where there is none
public record Settings(
        String publicHost, int apiPort, String consoleUrl, String issuer, String keycloakUrl, String tenancySecret, String tokenSecret,
        String consoleSecret, Path kubeconfig, int signupsPerMinute, Duration userCertificateLife, SignupPolicy signup, Optional<SmtpServer> smtp,
        Path caughtMail, int tenantsPerPerson, Duration expiryNotice, Duration expiryGrace, String operatorSecret,
        Optional<RegistrySettings> registry) {

    private static final int SHORTEST_SECRET = 32;

    /// @param source gives the value of a name, unless it has none
    public static Settings from(Function<String, Optional<String>> source) {
        Reader read = new Reader(source, new ArrayList<>());
        Settings settings = new Settings(
                read.text("MARINA_PUBLIC_HOST", "localhost"),
                read.number("MARINA_API_PORT", 6443),
                read.text("MARINA_CONSOLE_URL", "https://localhost:8080"),
                read.text("MARINA_OIDC_ISSUER", null),
                read.text("MARINA_KEYCLOAK_INTERNAL_URL", null),
                read.text("MARINA_TENANCY_CLIENT_SECRET", null),
                read.text("MARINA_TOKEN_CLIENT_SECRET", null),
                read.text("MARINA_CONSOLE_CLIENT_SECRET", null),
                Path.of(read.text("MARINA_TENANCY_KUBECONFIG", read.text("MARINA_HOME", ".marina") + "/pki/tenancy.kubeconfig")),
                read.number("MARINA_SIGNUPS_PER_MINUTE", 60),
                Duration.ofDays(read.number("MARINA_USER_CERTIFICATE_DAYS", 30)),
                new SignupPolicy(read.choice("MARINA_SIGNUP", SignupPolicy.Mode.OPEN), read.codes("MARINA_SIGNUP_CODES"),
                        read.choice("MARINA_MAIL_PROOF", MailProof.REQUIRED) == MailProof.REQUIRED),
                smtp(read),
                Path.of(read.text("MARINA_MAIL_DIRECTORY", read.text("MARINA_HOME", ".marina") + "/mail")),
                read.number("MARINA_TENANTS_PER_PERSON", 3),
                Duration.ofDays(read.number("MARINA_EXPIRY_NOTICE_DAYS", 7)),
                Duration.ofDays(read.number("MARINA_EXPIRED_TENANT_DAYS", 14)),
                read.text("MARINA_OPERATOR_SECRET", ""),
                registry(read));
        if (!read.wrong().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", read.wrong()));
        }
        return settings;
    }

    /// Empty: there is none.
    private static Optional<RegistrySettings> registry(Reader read) {
        String name = read.text("MARINA_REGISTRY", "");
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new RegistrySettings(name, read.text("MARINA_REGISTRY_URL", null), read.text("MARINA_REGISTRY_SECRET", null),
                        Path.of(read.text("MARINA_REGISTRY_KEY", null))));
    }

    private enum MailProof {
        REQUIRED, NONE
    }

    /// Empty: mail is caught.
    private static Optional<SmtpServer> smtp(Reader read) {
        String host = read.text("MARINA_SMTP_HOST", "");
        return host.isEmpty()
                ? Optional.empty()
                : Optional.of(new SmtpServer(host, read.number("MARINA_SMTP_PORT", 587),
                        read.choice("MARINA_SMTP_TLS", SmtpServer.Tls.STARTTLS), read.text("MARINA_SMTP_USER", ""), read.text("MARINA_SMTP_PASSWORD", ""),
                        read.text("MARINA_MAIL_FROM", "marina@" + read.text("MARINA_PUBLIC_HOST", "localhost"))));
    }

    public Settings {
        if (signup != null && signup.mode() == SignupPolicy.Mode.CODE && signup.codes().isEmpty()) {
            throw new IllegalArgumentException("MARINA_SIGNUP is code, but MARINA_SIGNUP_CODES names none");
        }
        if (userCertificateLife != null && !userCertificateLife.isPositive()) {
            throw new IllegalArgumentException("MARINA_USER_CERTIFICATE_DAYS must be at least 1");
        }
        if (expiryNotice != null && expiryNotice.isNegative() || expiryGrace != null && expiryGrace.isNegative()) {
            throw new IllegalArgumentException("MARINA_EXPIRY_NOTICE_DAYS and MARINA_EXPIRED_TENANT_DAYS must not be negative");
        }
        if (operatorSecret != null && !operatorSecret.isEmpty() && operatorSecret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("MARINA_OPERATOR_SECRET must have at least %d characters".formatted(SHORTEST_SECRET));
        }
        if (signupsPerMinute < 0) {
            throw new IllegalArgumentException("MARINA_SIGNUPS_PER_MINUTE is %d; it must not be negative".formatted(signupsPerMinute));
        }
    }

    public String apiUrl() {
        return "https://%s:%d".formatted(publicHost, apiPort);
    }

    @Override
    public String toString() {
        return "publicHost=%s apiPort=%d consoleUrl=%s issuer=%s keycloakUrl=%s secrets=*** kubeconfig=%s signupsPerMinute=%d userCertificateLife=%s signup=%s smtp=%s caughtMail=%s expiryNotice=%s expiryGrace=%s registry=%s"
                .formatted(publicHost, apiPort, consoleUrl, issuer, keycloakUrl, kubeconfig, signupsPerMinute, userCertificateLife, signup, smtp, caughtMail,
                        expiryNotice, expiryGrace, registry);
    }

    private record Reader(Function<String, Optional<String>> source, List<String> wrong) {

        String text(String name, String otherwise) {
            String value = source.apply(name).orElse("");
            if (value.isBlank() && otherwise == null) {
                wrong.add("%s is not set".formatted(name));
            }
            return value.isBlank() ? otherwise : value;
        }

        List<String> list(String name) {
            return Arrays.stream(text(name, "").split(",")).map(String::strip).filter(one -> !one.isEmpty()).toList();
        }

        /// Each a text, or a text, `=` and how long the tenants live that are made with it.
        List<SignupPolicy.Code> codes(String name) {
            return list(name).stream().map(one -> code(name, one)).toList();
        }

        private SignupPolicy.Code code(String name, String given) {
            int equals = given.lastIndexOf('=');
            if (equals < 0) {
                return new SignupPolicy.Code(given, Optional.empty());
            }
            Optional<Term> term = Term.parse(given.substring(equals + 1).strip());
            if (term.isEmpty() || equals == 0) {
                // The code itself is a secret.
                wrong.add("%s has a code with %s; behind the = must stand %s".formatted(name, given.substring(equals), Term.EXPECTED));
            }
            return new SignupPolicy.Code(given.substring(0, equals).strip(), term);
        }

        /// One of the names of an enumeration, in lower case.
        <E extends Enum<E>> E choice(String name, E otherwise) {
            String value = text(name, otherwise.name().toLowerCase(Locale.ROOT));
            E[] all = otherwise.getDeclaringClass().getEnumConstants();
            return Arrays.stream(all).filter(one -> one.name().toLowerCase(Locale.ROOT).equals(value)).findFirst().orElseGet(() -> {
                wrong.add("%s is %s; it must be one of %s".formatted(name, value, Arrays.toString(all).toLowerCase(Locale.ROOT)));
                return otherwise;
            });
        }

        int number(String name, int otherwise) {
            String value = text(name, Integer.toString(otherwise));
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException _) {
                wrong.add("%s is %s; it must be a number".formatted(name, value));
                return otherwise;
            }
        }
    }
}
