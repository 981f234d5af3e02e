package dev.marina.tenancy.signup;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a sign-up's fields must look like. Pure: says everything that is wrong at once.
public final class SignupRules {

    /// As a regular expression, and what a field has to be that follows it; for records of requests.
    public static final String LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
    public static final String TENANT_EXPECTED = "3 to 32 lower-case letters, digits and hyphens, beginning and ending with a letter or digit, such as acme";
    public static final String CLUSTER_EXPECTED = "1 to 32 lower-case letters, digits and hyphens, beginning and ending with a letter or digit, such as staging";
    public static final String EMAIL_EXPECTED = "an e-mail address of letters, digits and ._+- such as ann@example.org";
    public static final String PASSWORD_EXPECTED = "at least 10 characters, and neither the e-mail address nor the tenant's name";

    public static final int SHORTEST_TENANT = 3;
    public static final int LONGEST_NAME = 32;
    public static final int LONGEST_EMAIL = 254;
    public static final int SHORTEST_PASSWORD = 10;
    public static final int LONGEST_PASSWORD = 256;

    private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
    private static final Pattern EMAIL = Pattern
            .compile("[a-z0-9]([a-z0-9_+-]*(\\.[a-z0-9_+-]+)*)@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
    /// As Keycloak has it, after RFC 5321.
    private static final int LONGEST_LOCAL_PART = 64;
    /// Names of the platform's own, of addresses people would expect to be the platform's, and of Kubernetes namespaces.
    private static final Set<String> RESERVED = Set.of("marina", "management", "admin", "administrator", "root", "api", "www", "system", "default",
            "console", "keycloak", "auth", "login", "logout", "signup", "account", "status", "health", "metrics", "support", "help", "docs", "mail",
            "public", "internal", "localhost", "nobody", "anonymous", "owner", "developer", "viewer", "tenant", "tenants", "cluster", "clusters");

    private SignupRules() {}

    /// Throws all that is wrong at once.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static void require(Optional<FieldProblem>... problems) {
        List<FieldProblem> found = Arrays.stream(problems).flatMap(Optional::stream).toList();
        if (!found.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(found));
        }
    }

    public static Optional<FieldProblem> tenant(String name) {
        if (name.length() < SHORTEST_TENANT || name.length() > LONGEST_NAME || !DNS_LABEL.matcher(name).matches()) {
            return Optional.of(new FieldProblem("tenant", name, TENANT_EXPECTED));
        }
        if (RESERVED.contains(name) || name.startsWith("kube") || name.startsWith("marina-")) {
            return Optional.of(new FieldProblem("tenant", name, "a name that the platform does not keep for itself"));
        }
        return Optional.empty();
    }

    public static Optional<FieldProblem> email(String email) {
        if (email.length() > LONGEST_EMAIL || email.strip().indexOf('@') > LONGEST_LOCAL_PART || !EMAIL.matcher(normal(email)).matches()) {
            return Optional.of(new FieldProblem("email", email, EMAIL_EXPECTED));
        }
        return Optional.empty();
    }

    public static Optional<FieldProblem> password(String password, String tenant, String email) {
        boolean guessable = password.equalsIgnoreCase(email) || password.equalsIgnoreCase(tenant);
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD || guessable) {
            return Optional.of(new FieldProblem("password", null, PASSWORD_EXPECTED));
        }
        return Optional.empty();
    }

    /// The name of a cluster.
    public static Optional<FieldProblem> cluster(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !DNS_LABEL.matcher(name).matches()) {
            return Optional.of(new FieldProblem("name", name, CLUSTER_EXPECTED));
        }
        return Optional.empty();
    }

    /// One person has one spelling.
    public static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
