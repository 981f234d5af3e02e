package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PasswordChangeTest {

    private static final String PRESENT = "correct horse battery";
    private static final String CHOSEN = "staple it together";

    private final FakeIdentities identities = new FakeIdentities();
    private final PasswordChange change = new PasswordChange(identities);
    private String ann;
    private String bob;

    @BeforeEach
    void twoPeople() {
        ann = identities.createAccount(UUID.randomUUID(), "ann@acme.test", PRESENT);
        bob = identities.createAccount(UUID.randomUUID(), "bob@globex.test", PRESENT);
        identities.sessions.put(ann, Set.of("here", "elsewhere"));
        identities.sessions.put(bob, Set.of("his"));
    }

    @Test
    void theOwnSessionStaysAndTheOthersOfThisPersonEnd() {
        change.change(ann, "ann@acme.test", PRESENT, CHOSEN, Optional.of("here"));

        assertEquals(CHOSEN, identities.passwords.get(ann));
        assertEquals(Set.of("here"), identities.sessions.get(ann));
        assertEquals(PRESENT, identities.passwords.get(bob));
        assertEquals(Set.of("his"), identities.sessions.get(bob));
    }

    @Test
    void aTokenOfNoSessionKeepsNone() {
        change.change(ann, "ann@acme.test", PRESENT, CHOSEN, Optional.empty());

        assertEquals(Set.of(), identities.sessions.get(ann));
    }

    @Test
    void whoDoesNotKnowThePresentOneChangesNothing() {
        assertEquals(List.of("presentPassword"), wrong("a guess of it", CHOSEN));
        assertEquals(List.of("password"), wrong(PRESENT, PRESENT));
        assertEquals(List.of("password"), wrong(PRESENT, "short"));
        assertEquals(List.of("password"), wrong(PRESENT, "ann@acme.test"));

        assertEquals(PRESENT, identities.passwords.get(ann));
        assertEquals(Set.of("here", "elsewhere"), identities.sessions.get(ann));
    }

    private List<String> wrong(String present, String chosen) {
        Problem problem = assertThrows(ProblemException.class, () -> change.change(ann, "ann@acme.test", present, chosen, Optional.of("here"))).problem();
        return ((Problem.Invalid) problem).fields().stream().map(field -> {
            assertEquals(null, field.value(), "a password is not repeated");
            return field.field();
        }).toList();
    }
}
