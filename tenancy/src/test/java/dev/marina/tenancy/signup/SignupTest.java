package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.identity.Identities.Person;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignupTest {

    private static final String EMAIL = "ann@acme.test";

    private final World world = new World();
    private final Signup signup = world.process(StepRunner.PLAIN);

    @Test
    void aSignUpMakesPersonGroupsTenantMembersPlanAndFirstCluster() {
        SignupResult result = signup.signUp("acme", "Ann@Acme.test", World.PASSWORD);

        assertEquals(new SignupResult("acme", EMAIL, "default", 2), result);
        assertEquals(World.complete(EMAIL), world.traces("acme", EMAIL));
    }

    @Test
    void aRepeatedSignUpIsAConflictAndChangesNothing() {
        signup.signUp("acme", EMAIL, World.PASSWORD);
        int runs = world.journal.runs.size();

        Problem problem = refusal("acme", EMAIL, World.PASSWORD);

        assertInstanceOf(Problem.Conflict.class, problem);
        assertEquals(World.complete(EMAIL), world.traces("acme", EMAIL));
        assertEquals(runs, world.journal.runs.size());
    }

    @Test
    void anAddressWithAnAccountCannotSignUpAnotherTenant() {
        signup.signUp("acme", EMAIL, World.PASSWORD);

        Problem.Conflict problem = (Problem.Conflict) refusal("acme-two", EMAIL, World.PASSWORD);

        assertEquals("email", problem.fields().getFirst().field());
        assertEquals(false, world.records.exists("acme-two"));
    }

    @Test
    void aPersonMadeByAnOwnerIsNotRemovedByTheirRefusedSignUp() {
        world.identities.people.put(EMAIL, new Person(EMAIL, Optional.of(UUID.randomUUID())));

        assertInstanceOf(Problem.Conflict.class, refusal("acme", EMAIL, World.PASSWORD));

        assertEquals(true, world.identities.people.containsKey(EMAIL));
    }

    @Test
    void whenTheControlPlaneIsDownEverythingIsUndoneOnceItIsBack() {
        world.management.down = true;
        assertInstanceOf(Problem.Unavailable.class, refusal("acme", EMAIL, World.PASSWORD));
        world.management.down = false;

        signup.recover();

        assertEquals(World.NOTHING, world.traces("acme", EMAIL));
        signup.signUp("acme", EMAIL, World.PASSWORD);
        assertEquals(World.complete(EMAIL), world.traces("acme", EMAIL));
    }

    @Test
    void whenKeycloakIsDownNothingIsBegun() {
        world.identities.down = true;

        assertInstanceOf(Problem.Unavailable.class, refusal("acme", EMAIL, World.PASSWORD));

        assertEquals(0, world.journal.runs.size());
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Problem.Invalid problem = (Problem.Invalid) refusal("Acme!", "ann", "short");

        assertEquals(List.of("tenant", "email", "password"), problem.fields().stream().map(field -> field.field()).toList());
    }

    private Problem refusal(String tenant, String email, String password) {
        return assertThrows(ProblemException.class, () -> signup.signUp(tenant, email, password)).problem();
    }
}
