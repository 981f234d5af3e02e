package dev.marina.tenancy.image;

import dev.marina.tenancy.identity.PasswordGrant;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import dev.marina.tenancy.token.ApiToken;
import dev.marina.tenancy.token.ApiTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who comes to the registry, by user and password as its clients have them: an API token whatever the user, a token of a service account where the user
/// is `tenant/cluster`, else a person's address and password.
public final class RegistryLogins {

    /// For whom a service account's token must be. The node agent asks for one of the same.
    public static final String AUDIENCE = "registry.marina.dev";
    private static final Pattern CLUSTER = Pattern.compile("(?<tenant>%1$s)/(?<cluster>%1$s)".formatted(SignupRules.LABEL));

    private static final String OPERATOR = "marina-operator";
    /// What the platform itself stores is the operator's matter.
    private static final RegistryRights PLATFORM = new RegistryRights(new UUID(0, 0), true, Long.MAX_VALUE);

    private final Tenants tenants;
    private final ApiTokens tokens;
    private final ManagementCluster management;
    private final PasswordGrant passwords;
    private final String operatorSecret;

    /// @param operatorSecret empty: there is no operator
    public RegistryLogins(Tenants tenants, ApiTokens tokens, ManagementCluster management, PasswordGrant passwords, String operatorSecret) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.management = management;
        this.passwords = passwords;
        this.operatorSecret = operatorSecret;
    }

    /// @param name for the registry's log
    /// @param rights by a tenant's name
    public record Known(String name, Function<String, Optional<RegistryRights>> rights) {}

    /// Whether the password is one that people choose, so that it could be guessed.
    public static boolean guessable(String user, String password) {
        return !password.startsWith(ApiTokens.PREFIX) && !CLUSTER.matcher(user).matches();
    }

    /// Throws `Unauthenticated`.
    public Known know(String user, String password) {
        if (user.equals(OPERATOR)) {
            return operator(password);
        }
        Matcher cluster = CLUSTER.matcher(user);
        if (password.startsWith(ApiTokens.PREFIX)) {
            ApiToken token = tokens.use(new ProofToken(password))
                    .orElseThrow(() -> new ProblemException(new Problem.Unauthenticated("The API token is not valid, or not any more")));
            return new Known("token " + token.name(),
                    name -> token.tenant().equals(name) ? rights(name, token.subject(), permission -> token.scopes().contains(permission)) : Optional.empty());
        }
        if (cluster.matches()) {
            return account(cluster.group("tenant"), cluster.group("cluster"), password);
        }
        String subject = passwords.subject(SignupRules.normal(user), password);
        return new Known("person", name -> rights(name, subject, _ -> true));
    }

    /// Nobody but the operator writes to what all tenants may pull.
    private Known operator(String password) {
        boolean known = !operatorSecret.isEmpty() && MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8),
                operatorSecret.getBytes(StandardCharsets.UTF_8));
        if (!known) {
            throw new ProblemException(new Problem.Unauthenticated("This is not the operator's secret"));
        }
        return new Known(OPERATOR, name -> name.equals(RegistryGrant.SHARED) ? Optional.of(PLATFORM) : Optional.empty());
    }

    private Known account(String tenant, String cluster, String password) {
        String account = management.account(tenant, cluster, password, AUDIENCE).orElseThrow(() -> new ProblemException(
                new Problem.Unauthenticated("The token is of no service account of the cluster %s/%s, or not for %s".formatted(tenant, cluster, AUDIENCE))));
        return new Known("%s/%s %s".formatted(tenant, cluster, account),
                name -> name.equals(tenant) ? tenants.find(name).flatMap(found -> rights(found, _ -> true)) : Optional.empty());
    }

    private interface Scope {
        boolean has(Permission permission);
    }

    private Optional<RegistryRights> rights(String tenant, String subject, Scope scope) {
        Optional<Role> role = tenants.role(tenant, subject);
        return role.flatMap(own -> tenants.find(tenant)
                .flatMap(found -> rights(found, permission -> own.permissions().contains(permission) && scope.has(permission))));
    }

    private Optional<RegistryRights> rights(Tenant tenant, Scope scope) {
        boolean read = scope.has(Permission.IMAGES_READ) && tenant.state().leaves(Permission.IMAGES_READ);
        boolean write = scope.has(Permission.IMAGES_WRITE) && tenant.state().leaves(Permission.IMAGES_WRITE);
        return read ? Optional.of(new RegistryRights(tenant.id(), write, tenants.limits(tenant.id()).imageBytes())) : Optional.empty();
    }
}
