package dev.marina.tenancy.signup;

import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.tenant.Term;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Registrations that wait for their address to be proved; each method is durable when it returns.
public interface RegistrationRecords {

    void add(Pending registration, ProofToken token, Instant now);

    /// One that was neither used nor is over.
    Optional<Pending> find(ProofToken token, Instant now);

    void use(UUID id, Instant now);

    /// How many were begun for this address since then.
    long begunSince(String email, Instant since);

    /// The id of the tenant of this name.
    Optional<UUID> tenant(String name);

    /// Notes that this subject has this address.
    void seen(String subject, String email, Instant now);

    /// @param id also of the tenant that it becomes
    /// @param term how long that lives; empty: until somebody deletes it
    /// @param taught the class with whose code it was asked for
    record Pending(UUID id, String email, String tenant, Instant expires, Optional<Term> term, Optional<UUID> taught) {}
}
