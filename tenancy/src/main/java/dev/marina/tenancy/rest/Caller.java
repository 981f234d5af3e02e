package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.People;
import dev.marina.tenancy.person.Person;
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
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Who makes this request, and what they may do in a tenant. Membership is read with every request, never from the token, so
/// that a removal takes effect at once.
@RequestScoped
public class Caller {

    @Inject
    private JsonWebToken token;

    @Inject
    private Tenants tenants;

    @Inject
    private People people;

    @Inject
    private ApiTokens apiTokens;

    @Inject
    private HttpServletRequest request;

    /// Null until it was asked for.
    private Optional<ApiToken> apiToken;
    private Person person;
    private Tenant tenant;
    private Role role;

    /// Whether there is a bearer token.
    boolean known() {
        return shown().isPresent() || token.getRawToken() != null;
    }

    private Optional<ProofToken> shown() {
        return ApiTokens.shown(request.getHeader("Authorization"));
    }

    /// The API token that is shown, where it is good.
    Optional<ApiToken> apiToken() {
        if (apiToken == null) {
            apiToken = shown().flatMap(apiTokens::use);
        }
        return apiToken;
    }

    /// What the token says, whether there is such a person here or not.
    Optional<String> subject() {
        return shown().isPresent() ? apiToken().map(ApiToken::subject) : Optional.ofNullable(token.getRawToken()).map(_ -> token.getSubject());
    }

    /// Of the login that the bearer token is from.
    Optional<String> session() {
        return Optional.ofNullable(token.<Object>getClaim("sid")).map(session -> session instanceof JsonString text ? text.getString() : session.toString());
    }

    Optional<String> claimedEmail() {
        return shown().isPresent()
                ? apiToken().flatMap(used -> people.find(used.subject())).map(Person::email)
                : Optional.ofNullable(token.getRawToken()).map(_ -> token.<Object>getClaim("email")).map(Object::toString);
    }

    /// Somebody who is not in a tenant yet; an API token is for what is done in its tenant.
    Person person() {
        if (shown().isPresent() && tenant == null) {
            requireApiToken();
            throw new ProblemException(new Problem.Forbidden("An API token is for its tenant alone; log in to do this"));
        }
        return who();
    }

    private ApiToken requireApiToken() {
        return apiToken().orElseThrow(() -> new ProblemException(new Problem.Unauthenticated("The API token is not valid, or not any more")));
    }

    private Person who() {
        if (person == null && shown().isPresent()) {
            person = people.find(requireApiToken().subject()).orElseThrow();
        }
        if (person == null) {
            String subject = subject().orElse(null);
            String email = claimedEmail().orElse(null);
            if (email == null || subject == null) {
                throw new ProblemException(new Problem.Unauthenticated("Send the header Authorization: Bearer TOKEN; POST /api/v1/token gives one"));
            }
            if ("false".equals(String.valueOf(token.<Object>getClaim("email_verified")))) {
                throw new ProblemException(new Problem.Unauthenticated("The address of this account has to be proved first"));
            }
            people.seen(subject, SignupRules.normal(email), Instant.now());
            person = people.find(subject).orElseThrow();
        }
        return person;
    }

    /// Makes this request one in the tenant, for a member with this permission.
    void enter(String name, Permission needed) {
        if (shown().isPresent()) {
            requireScope(requireApiToken(), name, needed);
        }
        Role own = tenants.role(name, who().subject()).orElseThrow(() -> new ProblemException(new Problem.NotAMember(name)));
        if (!own.permissions().contains(needed)) {
            throw new ProblemException(new Problem.PermissionMissing(own.text(), needed.text(), needed.roles().getFirst().text()));
        }
        Tenant found = tenants.find(name).orElseThrow(() -> new ProblemException(new Problem.NotAMember(name)));
        if (!found.state().leaves(needed)) {
            throw new ProblemException(new Problem.Conflict(found.state().refusal(), List.of()));
        }
        tenant = found;
        role = own;
    }

    /// Of another tenant's token no more is said than of a stranger.
    private static void requireScope(ApiToken used, String name, Permission needed) {
        if (!used.tenant().equals(name)) {
            throw new ProblemException(new Problem.NotAMember(name));
        }
        if (!used.scopes().contains(needed)) {
            throw new ProblemException(new Problem.ScopeMissing(needed.text()));
        }
    }

    /// The one that the request is in, where its operation [Needs] a permission.
    Tenant tenant() {
        if (tenant == null) {
            throw new IllegalStateException("this operation needs no permission, so it is in no tenant");
        }
        return tenant;
    }

    /// In the tenant that the request is in.
    Role role() {
        return role;
    }
}
