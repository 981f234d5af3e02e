package dev.marina.tenancy.identity;

import dev.marina.tenancy.tenant.Role;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// People and their groups, as Keycloak keeps them: the only place where passwords live. Every method that makes something
/// succeeds when it made it before, and every method that removes something succeeds when it is gone.
///
/// What a sign-up makes bears that sign-up's id, so that undoing one never removes anything of another.
public interface Identities {

    Optional<Person> find(String email);

    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where the person exists and another made them;
    ///     Invalid where Keycloak refuses the password
    void createPerson(UUID signup, String email, String password);

    void removePerson(UUID signup, String email);

    /// The group `/tenant` with a group per role.
    void createGroups(UUID signup, String tenant);

    void removeGroups(UUID signup, String tenant);

    /// Makes the groups' members exactly these.
    void assign(String tenant, Map<String, Role> roleByEmail);

    /// Throws when Keycloak does not answer.
    void ping();

    /// @param signup the sign-up that made this person, where one did
    record Person(String email, Optional<UUID> signup) {}
}
