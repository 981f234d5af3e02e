package dev.marina.tenancy.token;

import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Tokens for automation. What one may do is asked anew with every request: its scopes, and the role that its maker has then.
public final class ApiTokens {

    /// What every token begins with: so it is told from a JWT, and found where it should not be.
    public static final String PREFIX = "marina_";
    public static final int MOST_DAYS = 366;

    /// A token makes no tokens, and ends no tenant.
    private static final Set<Permission> GRANTABLE = EnumSet.complementOf(EnumSet.of(Permission.TOKENS_WRITE, Permission.TENANT_DELETE));

    private static final String BEARER = "Bearer " + PREFIX;
    /// So exactly is known when a token was used last; less often is written.
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private final ApiTokenRecords records;
    private final Clock clock;

    public ApiTokens(ApiTokenRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /// What a header `Authorization` shows; empty where it is no token of these. It may be null.
    public static Optional<ProofToken> shown(String authorization) {
        return authorization != null && authorization.startsWith(BEARER)
                ? Optional.of(new ProofToken(authorization.substring(BEARER.length() - PREFIX.length())))
                : Optional.empty();
    }

    /// @param secret said once, here, and kept nowhere
    public record Made(ApiToken token, String secret) {}

    public Made make(Tenant tenant, String subject, String name, List<String> scopes, int days) {
        Instant now = clock.instant();
        ApiToken token = new ApiToken(UUID.randomUUID(), tenant.id(), tenant.name(), subject, name, permissions(scopes), now, now.plus(Duration.ofDays(days)),
                Optional.empty());
        ProofToken secret = new ProofToken(PREFIX + ProofToken.random().text());
        if (!records.add(token, secret)) {
            throw new ProblemException(new Problem.Conflict("There is a token " + name + " already",
                    List.of(new FieldProblem("name", name, "a name that no token of the tenant has"))));
        }
        return new Made(token, secret.text());
    }

    private static Set<Permission> permissions(List<String> scopes) {
        Set<Permission> found = EnumSet.noneOf(Permission.class);
        List<FieldProblem> wrong = new ArrayList<>();
        for (String scope : scopes) {
            // A token that makes tokens would outlive its own end.
            Permission.find(scope).filter(GRANTABLE::contains)
                    .ifPresentOrElse(found::add, () -> wrong.add(new FieldProblem("scopes", scope, "of " + grantable())));
        }
        if (!wrong.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(wrong));
        }
        return found;
    }

    private static String grantable() {
        return String.join(", ", GRANTABLE.stream().map(Permission::text).toList());
    }

    /// The token with this secret, unless it is over or was revoked; notes that it was used.
    public Optional<ApiToken> use(ProofToken secret) {
        Instant now = clock.instant();
        Optional<ApiToken> found = records.find(secret, now);
        found.filter(token -> token.lastUsed().isEmpty() || token.lastUsed().get().isBefore(now.minus(USE_NOTED_EVERY)))
                .ifPresent(token -> records.used(token.id(), now));
        return found;
    }

    /// By name.
    ///
    /// @param after only those behind this name
    public List<ApiToken> list(Tenant tenant, String after, int most) {
        return records.of(tenant.id(), after, most);
    }

    /// Takes effect with the token's next request.
    public void revoke(Tenant tenant, UUID id) {
        if (!records.remove(tenant.id(), id)) {
            throw new ProblemException(new Problem.NotFound("token " + id));
        }
    }
}
