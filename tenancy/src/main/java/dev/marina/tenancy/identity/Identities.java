package dev.marina.tenancy.identity;

import dev.marina.tenancy.tenant.Role;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// People's accounts and groups, as Keycloak keeps them: the only place where passwords live. Every method that makes something
/// succeeds when it made it before, and every method that removes something succeeds when it is gone.
///
/// What is made bears the id of what made it, so that repeating or undoing one piece of work never touches another's.
public interface Identities {

    Optional<Account> find(String email);

    /// Makes an account for an address that was proved. Where this maker made it before, it gets this password.
    ///
    /// @return the account's subject
    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where the account exists and another made it;
    ///     Invalid where Keycloak refuses the address or the password
    String createAccount(UUID maker, String email, String password);

    /// Whether one logs in with this password; not while Keycloak keeps the account closed to guesses.
    boolean hasPassword(String email, String password);

    /// Gives the account this password and then ends its sessions.
    ///
    /// @param stays the session that does not end, where one is to stay
    void setPassword(String subject, String password, Optional<String> stays);

    /// The group `/tenant` with a group per role.
    void createGroups(UUID maker, String tenant);

    void removeGroups(UUID maker, String tenant);

    /// Makes the groups' members exactly these, by subject.
    void assign(String tenant, Map<String, Role> roleBySubject);

    /// Throws when Keycloak does not answer.
    void ping();

    record Account(String subject, String email) {}
}
