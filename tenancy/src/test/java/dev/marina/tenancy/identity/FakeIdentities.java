package dev.marina.tenancy.identity;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Role;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Keycloak in memory.
public class FakeIdentities implements Identities {

    public final Map<String, Person> people = new ConcurrentHashMap<>();
    public final Map<String, UUID> groups = new ConcurrentHashMap<>();
    public final Map<String, Map<String, Role>> members = new ConcurrentHashMap<>();
    public volatile boolean down;
    /// Runs once, before the next assignment takes effect.
    public volatile Runnable beforeAssign = () -> {};

    @Override
    public Optional<Person> find(String email) {
        ping();
        return Optional.ofNullable(people.get(email));
    }

    @Override
    public void createPerson(UUID signup, String email, String password) {
        ping();
        Person present = people.putIfAbsent(email, new Person(email, Optional.of(signup)));
        if (present != null && !present.signup().equals(Optional.of(signup))) {
            throw new ProblemException(new Problem.Conflict("taken", List.of(new FieldProblem("email", email, "free"))));
        }
    }

    @Override
    public void removePerson(UUID signup, String email) {
        ping();
        people.values().removeIf(person -> person.email().equals(email) && person.signup().equals(Optional.of(signup)));
    }

    @Override
    public void createGroups(UUID signup, String tenant) {
        ping();
        groups.putIfAbsent(tenant, signup);
    }

    @Override
    public void removeGroups(UUID signup, String tenant) {
        ping();
        if (groups.remove(tenant, signup)) {
            members.remove(tenant);
        }
    }

    @Override
    public void assign(String tenant, Map<String, Role> roleByEmail) {
        ping();
        Runnable meanwhile = beforeAssign;
        beforeAssign = () -> {};
        meanwhile.run();
        members.put(tenant, Map.copyOf(roleByEmail));
    }

    @Override
    public void ping() {
        if (down) {
            throw ProblemException.unavailable("Keycloak", new IOException("down"));
        }
    }
}
