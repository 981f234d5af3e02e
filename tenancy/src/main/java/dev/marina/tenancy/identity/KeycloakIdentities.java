package dev.marina.tenancy.identity;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.tenant.Role;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.GroupResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/// Keycloak's admin REST as the service account `marina-tenancy`.
public final class KeycloakIdentities implements Identities, AutoCloseable {

    /// Attribute of users and groups that names the sign-up which made them.
    private static final String SIGNUP = "marina-signup";
    private static final int MANY = 10_000;

    private final Keycloak keycloak;

    public KeycloakIdentities(Settings settings) {
        // The builder is named here because the server's own JAX-RS client would be found otherwise.
        ResteasyClient client = new ResteasyClientBuilderImpl()
                .connectTimeout(2, TimeUnit.SECONDS).readTimeout(15, TimeUnit.SECONDS)
                .connectionCheckoutTimeout(5, TimeUnit.SECONDS).connectionPoolSize(16).build();
        keycloak = KeycloakBuilder.builder().serverUrl(settings.keycloakUrl()).realm("marina").grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                .clientId("marina-tenancy").clientSecret(settings.tenancySecret()).resteasyClient(client).build();
    }

    @Override
    public Optional<Person> find(String email) {
        return asking(realm -> user(realm, email)).map(user -> new Person(email, madeBy(user.getAttributes())));
    }

    @Override
    public void createPerson(UUID signup, String email, String password) {
        asking(realm -> {
            UserRepresentation user = new UserRepresentation();
            user.setUsername(email);
            user.setEmail(email);
            // There is no mail server to prove it by; the address is a name here, unique in the realm.
            user.setEmailVerified(true);
            user.setEnabled(true);
            user.setAttributes(Map.of(SIGNUP, List.of(signup.toString())));
            CredentialRepresentation credential = new CredentialRepresentation();
            credential.setType(CredentialRepresentation.PASSWORD);
            credential.setValue(password);
            credential.setTemporary(false);
            user.setCredentials(List.of(credential));
            try (Response answer = realm.users().create(user)) {
                switch (answer.getStatus()) {
                    case 201 -> {}
                    case 409 -> requireOwn(signup, email);
                    case 400 -> throw ProblemException.invalid(new FieldProblem("password", null, "at least 10 characters, and neither the e-mail "
                            + "address nor the tenant's name; Keycloak says: " + answer.readEntity(Map.class).get("error_description")));
                    default -> throw new WebApplicationException(answer.getStatus());
                }
            }
            return null;
        });
    }

    private void requireOwn(UUID signup, String email) {
        if (find(email).flatMap(Person::signup).filter(signup::equals).isEmpty()) {
            throw new ProblemException(new Problem.Conflict("There is an account with this e-mail address already",
                    List.of(new FieldProblem("email", email, "an address without an account; log in with the account instead"))));
        }
    }

    @Override
    public void removePerson(UUID signup, String email) {
        asking(realm -> {
            user(realm, email).filter(user -> madeBy(user.getAttributes()).equals(Optional.of(signup))).ifPresent(user -> {
                try (Response answer = realm.users().delete(user.getId())) {
                    requireDone(answer, 204, 404);
                }
            });
            return null;
        });
    }

    @Override
    public void createGroups(UUID signup, String tenant) {
        asking(realm -> {
            if (group(realm, tenant).isEmpty()) {
                GroupRepresentation made = named(tenant);
                made.setAttributes(Map.of(SIGNUP, List.of(signup.toString())));
                try (Response answer = realm.groups().add(made)) {
                    requireDone(answer, 201, 409);
                }
            }
            GroupRepresentation parent = group(realm, tenant).orElseThrow();
            if (!madeBy(parent.getAttributes()).equals(Optional.of(signup))) {
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
    public void removeGroups(UUID signup, String tenant) {
        asking(realm -> {
            group(realm, tenant).filter(group -> madeBy(group.getAttributes()).equals(Optional.of(signup))).ifPresent(group -> {
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
    public void assign(String tenant, Map<String, Role> roleByEmail) {
        asking(realm -> {
            String parent = group(realm, tenant).orElseThrow(() -> new IllegalStateException("Keycloak has no group /" + tenant)).getId();
            for (GroupRepresentation child : realm.groups().group(parent).getSubGroups(0, Role.values().length, false)) {
                GroupResource group = realm.groups().group(child.getId());
                List<UserRepresentation> present = group.members(0, MANY);
                for (UserRepresentation user : present) {
                    Role wanted = roleByEmail.get(user.getUsername());
                    if (wanted == null || !wanted.text().equals(child.getName())) {
                        realm.users().get(user.getId()).leaveGroup(child.getId());
                    }
                }
                var there = present.stream().map(UserRepresentation::getUsername).collect(Collectors.toSet());
                roleByEmail.forEach((email, role) -> {
                    if (role.text().equals(child.getName()) && !there.contains(email)) {
                        user(realm, email).ifPresent(user -> realm.users().get(user.getId()).joinGroup(child.getId()));
                    }
                });
            }
            return null;
        });
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
        return Optional.ofNullable(attributes).map(all -> all.get(SIGNUP)).flatMap(values -> values.stream().findFirst()).map(UUID::fromString);
    }

    private static void requireDone(Response answer, Integer... accepted) {
        if (!Arrays.asList(accepted).contains(answer.getStatus())) {
            throw new WebApplicationException("Keycloak answered " + answer.getStatus(), answer.getStatus());
        }
    }

    private <T> T asking(Function<RealmResource, T> question) {
        Supplier<T> ask = () -> question.apply(keycloak.realm("marina"));
        try {
            return ask.get();
        } catch (ProcessingException | WebApplicationException e) {
            throw ProblemException.unavailable("Keycloak", e);
        }
    }

}
