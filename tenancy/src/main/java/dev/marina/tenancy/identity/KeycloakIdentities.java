package dev.marina.tenancy.identity;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.tenant.Role;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;

/// Keycloak's admin REST as the service account `marina-tenancy`.
public final class KeycloakIdentities implements Identities, AutoCloseable {

    /// Attribute of users and groups that names what made them.
    private static final String MAKER = "marina-signup";
    private static final String PASSWORD_RULE = "at least 10 characters, and neither the e-mail address nor the tenant's name";
    private static final int MANY = 10_000;

    private final Keycloak keycloak;
    private final PasswordGrant passwords;
    private final KeycloakCalls calls;

    public KeycloakIdentities(Settings settings, KeycloakCalls calls) {
        this.calls = calls;
        passwords = new PasswordGrant(settings, calls);
        // The builder is named here because the server's own JAX-RS client would be found otherwise.
        ResteasyClient client = new ResteasyClientBuilderImpl()
                .connectTimeout(2, TimeUnit.SECONDS).readTimeout(15, TimeUnit.SECONDS)
                .connectionCheckoutTimeout(5, TimeUnit.SECONDS).connectionPoolSize(16).build();
        keycloak = KeycloakBuilder.builder().serverUrl(settings.keycloakUrl()).realm("marina").grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                .clientId("marina-tenancy").clientSecret(settings.tenancySecret()).resteasyClient(client).build();
    }

    @Override
    public Optional<Account> find(String email) {
        return asking(realm -> user(realm, email)).map(user -> new Account(user.getId(), email));
    }

    @Override
    public String createAccount(UUID maker, String email, String password) {
        return asking(realm -> {
            UserRepresentation user = new UserRepresentation();
            user.setUsername(email);
            user.setEmail(email);
            user.setEmailVerified(true);
            user.setEnabled(true);
            user.setAttributes(Map.of(MAKER, List.of(maker.toString())));
            user.setCredentials(List.of(credential(password)));
            try (Response answer = realm.users().create(user)) {
                return switch (answer.getStatus()) {
                    case 201 -> CreatedResponseUtil.getCreatedId(answer);
                    case 409 -> again(realm, maker, email, password);
                    case 400 -> throw refused(email, answer.readEntity(Map.class));
                    default -> throw new WebApplicationException(answer.getStatus());
                };
            }
        });
    }

    private static CredentialRepresentation credential(String password) {
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType(CredentialRepresentation.PASSWORD);
        credential.setValue(password);
        credential.setTemporary(false);
        return credential;
    }

    private static String again(RealmResource realm, UUID maker, String email, String password) {
        UserRepresentation present = user(realm, email).filter(user -> madeBy(user.getAttributes()).equals(Optional.of(maker)))
                .orElseThrow(() -> new ProblemException(new Problem.Conflict("There is an account with this e-mail address already",
                        List.of(new FieldProblem("email", email, "an address without an account; log in with the account instead")))));
        realm.users().get(present.getId()).resetPassword(credential(password));
        return present.getId();
    }

    /// What Keycloak says of a field of the person's, or of the password.
    static ProblemException refused(String email, Map<?, ?> answer) {
        if (answer.get("field") != null || String.valueOf(answer.get("errorMessage")).contains("mail")) {
            return ProblemException.invalid(new FieldProblem("email", email, "an e-mail address that the identity provider takes"));
        }
        Object why = answer.get("error_description") == null ? answer.get("errorMessage") : answer.get("error_description");
        return ProblemException.invalid(new FieldProblem("password", null, PASSWORD_RULE + (why == null ? "" : " (" + why + ")")));
    }

    @Override
    public boolean hasPassword(String email, String password) {
        return passwords.accepts(email, password);
    }

    @Override
    public void setPassword(String subject, String password, Optional<String> stays) {
        asking(realm -> {
            UserResource user = realm.users().get(subject);
            try {
                user.resetPassword(credential(password));
            } catch (BadRequestException e) {
                throw refused("", e.getResponse().readEntity(Map.class));
            }
            if (stays.isEmpty()) {
                user.logout();
            } else {
                user.getUserSessions().stream().map(UserSessionRepresentation::getId).filter(session -> !session.equals(stays.get()))
                        .forEach(session -> unlessGone(() -> realm.deleteSession(session, false)));
            }
            return null;
        });
    }

    @Override
    public void createGroups(UUID maker, String tenant) {
        asking(realm -> {
            if (group(realm, tenant).isEmpty()) {
                GroupRepresentation made = named(tenant);
                made.setAttributes(Map.of(MAKER, List.of(maker.toString())));
                try (Response answer = realm.groups().add(made)) {
                    requireDone(answer, 201, 409);
                }
            }
            GroupRepresentation parent = group(realm, tenant).orElseThrow();
            if (!madeBy(parent.getAttributes()).equals(Optional.of(maker))) {
                throw new ProblemException(new Problem.Conflict("The tenant's name is taken",
                        List.of(new FieldProblem("tenant", tenant, "a name that nobody uses"))));
            }
            for (Role role : Role.values()) {
                try (Response answer = realm.groups().group(parent.getId()).subGroup(named(role.text()))) {
                    requireDone(answer, 201, 409);
                }
            }
            return null;
        });
    }

    @Override
    public void removeGroups(UUID maker, String tenant) {
        asking(realm -> {
            group(realm, tenant).filter(group -> madeBy(group.getAttributes()).equals(Optional.of(maker))).ifPresent(group -> {
                try {
                    realm.groups().group(group.getId()).remove();
                } catch (NotFoundException _) {
                    // Somebody else removed it between the two calls.
                }
            });
            return null;
        });
    }

    @Override
    public void assign(String tenant, Map<String, Role> roleBySubject) {
        asking(realm -> {
            String parent = group(realm, tenant).orElseThrow(() -> new IllegalStateException("Keycloak has no group /" + tenant)).getId();
            for (GroupRepresentation child : realm.groups().group(parent).getSubGroups(0, Role.values().length, false)) {
                Set<String> present = realm.groups().group(child.getId()).members(0, MANY).stream().map(UserRepresentation::getId).collect(Collectors.toSet());
                Set<String> wanted = roleBySubject.entrySet().stream().filter(entry -> entry.getValue().text().equals(child.getName()))
                        .map(Map.Entry::getKey).collect(Collectors.toSet());
                present.stream().filter(subject -> !wanted.contains(subject))
                        .forEach(subject -> unlessGone(() -> realm.users().get(subject).leaveGroup(child.getId())));
                wanted.stream().filter(subject -> !present.contains(subject))
                        .forEach(subject -> unlessGone(() -> realm.users().get(subject).joinGroup(child.getId())));
            }
            return null;
        });
    }

    private static void unlessGone(Runnable change) {
        try {
            change.run();
        } catch (NotFoundException _) {
            // An account that was removed, whose memberships decide nothing any more; or a session that has just ended.
        }
    }

    @Override
    public void ping() {
        asking(realm -> realm.users().list(0, 1));
    }

    @Override
    public void close() {
        keycloak.close();
    }

    private static Optional<UserRepresentation> user(RealmResource realm, String email) {
        return realm.users().searchByUsername(email, true).stream().findFirst();
    }

    private static Optional<GroupRepresentation> group(RealmResource realm, String name) {
        return realm.groups().groups(name, true, 0, MANY, false).stream()
                .filter(group -> group.getPath().equals("/" + name)).findFirst();
    }

    private static GroupRepresentation named(String name) {
        GroupRepresentation group = new GroupRepresentation();
        group.setName(name);
        return group;
    }

    private static Optional<UUID> madeBy(Map<String, List<String>> attributes) {
        return Optional.ofNullable(attributes).map(all -> all.get(MAKER)).flatMap(values -> values.stream().findFirst()).map(UUID::fromString);
    }

    private static void requireDone(Response answer, Integer... accepted) {
        if (!Arrays.asList(accepted).contains(answer.getStatus())) {
            throw new WebApplicationException("Keycloak answered " + answer.getStatus(), answer.getStatus());
        }
    }

    private <T> T asking(Function<RealmResource, T> question) {
        try {
            return calls.ask(() -> question.apply(keycloak.realm("marina")));
        } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
            throw ProblemException.unavailable("Keycloak", e);
        }
    }
}
