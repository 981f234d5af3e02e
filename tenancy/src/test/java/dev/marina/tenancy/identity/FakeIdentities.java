package dev.marina.tenancy.identity;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Role;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Keycloak in memory. The subject of an account is `subject-of-` and its address.
public class FakeIdentities implements Identities {

    public final Map<String, Account> accounts = new ConcurrentHashMap<>();
    public final Map<String, String> passwords = new ConcurrentHashMap<>();
    /// By subject.
    public final Map<String, Set<String>> sessions = new ConcurrentHashMap<>();
    private final Map<String, UUID> makers = new ConcurrentHashMap<>();
    public final Map<String, UUID> groups = new ConcurrentHashMap<>();
    public final Map<String, Map<String, Role>> members = new ConcurrentHashMap<>();
    public volatile boolean down;
    /// Runs once, before the next assignment takes effect.
    public volatile Runnable beforeAssign = () -> {};

    public static String subject(String email) {
        return "subject-of-" + email;
    }

    @Override
    public Optional<Account> find(String email) {
        ping();
        return Optional.ofNullable(accounts.get(email));
    }

    @Override
    public String createAccount(UUID maker, String email, String password) {
        ping();
        UUID present = makers.putIfAbsent(email, maker);
        if (present != null && !present.equals(maker)) {
            throw new ProblemException(new Problem.Conflict("taken", java.util.List.of(new FieldProblem("email", email, "free"))));
        }
        accounts.put(email, new Account(subject(email), email));
        passwords.put(subject(email), password);
        return subject(email);
    }

    @Override
    public boolean hasPassword(String email, String password) {
        ping();
        return password.equals(passwords.get(subject(email)));
    }

    @Override
    public void setPassword(String subject, String password, Optional<String> stays) {
        ping();
        passwords.put(subject, password);
        sessions.computeIfPresent(subject, (_, open) -> open.stream().filter(session -> stays.equals(Optional.of(session))).collect(Collectors.toSet()));
    }

    @Override
    public void createGroups(UUID maker, String tenant) {
        ping();
        groups.putIfAbsent(tenant, maker);
    }

    @Override
    public void removeGroups(UUID maker, String tenant) {
        ping();
        if (groups.remove(tenant, maker)) {
            members.remove(tenant);
        }
    }

    @Override
    public void assign(String tenant, Map<String, Role> roleBySubject) {
        ping();
        Runnable meanwhile = beforeAssign;
        beforeAssign = () -> {};
        meanwhile.run();
        members.put(tenant, Map.copyOf(roleBySubject));
    }

    @Override
    public void ping() {
        if (down) {
            throw ProblemException.unavailable("Keycloak", new IOException("down"));
        }
    }
}
