package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.StepRunner;
import dev.marina.tenancy.settings.SignupPolicy;
import dev.marina.tenancy.signup.Registration.Asked;
import dev.marina.tenancy.signup.Registration.Made;
import dev.marina.tenancy.tenant.Term;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final String EMAIL = "ann@acme.test";
    private static final String SUBJECT = FakeIdentities.subject(EMAIL);

    private final World world = new World();
    private final World.Process process = world.process(StepRunner.PLAIN);
    private final Registration registration = process.registration();

    /// The token of the link in the last mail.
    private ProofToken token() {
        return new ProofToken(world.mails.getLast().text().replaceAll("(?s).*token=([A-Za-z0-9_-]+).*", "$1"));
    }

    private Made confirm(ProofToken token, String password) {
        return registration.confirm(token, password, Optional.empty());
    }

    private static Problem refusal(org.junit.jupiter.api.function.Executable attempt) {
        return assertThrows(ProblemException.class, attempt).problem();
    }

    @Test
    void nothingIsMadeBeforeTheLinkIsFollowed() {
        registration.ask("acme", "Ann@Acme.test", "");

        assertEquals(EMAIL, world.mails.getLast().to());
        assertEquals(Map.of(), world.identities.accounts);
        assertEquals(World.NOTHING, world.traces("acme"));
    }

    @Test
    void theLinkMakesThePersonTheTenantAndItsFirstClusterOnce() {
        registration.ask("acme", EMAIL, "");
        ProofToken token = token();

        assertEquals(new Made("acme", EMAIL, true), confirm(token, World.PASSWORD));

        assertEquals(World.complete(SUBJECT, EMAIL), world.traces("acme"));
        assertInstanceOf(Problem.Invalid.class, refusal(() -> confirm(token, "another password")));
        assertEquals(World.PASSWORD, world.identities.passwords.get(SUBJECT));
    }

    @Test
    void theLinkIsShownOnlyWhereNoMailIsSent() {
        assertTrue(registration.ask("acme", EMAIL, "").link().orElseThrow().contains("/signup/confirm?token="));
        world.reachesPeople = true;
        assertEquals(Optional.empty(), registration.ask("acme", EMAIL, "").link());
    }

    @Test
    void anAddressWithAnAccountGetsTheSameAnswerAndAnotherMail() {
        world.reachesPeople = true;
        Asked fresh = registration.ask("fresh", "fresh@acme.test", "");
        world.identities.createAccount(UUID.randomUUID(), EMAIL, World.PASSWORD);

        Asked known = registration.ask("acme", EMAIL, "");

        assertEquals(new Asked(EMAIL, fresh.expires(), fresh.link()), known);
        assertTrue(world.mails.getLast().text().contains("has an account already"), world.mails.getLast().text());
    }

    @Test
    void theLinkIsGoodForADay() {
        registration.ask("acme", EMAIL, "");
        world.time.pass(Duration.ofHours(25));

        assertInstanceOf(Problem.Invalid.class, refusal(() -> confirm(token(), World.PASSWORD)));
        assertInstanceOf(Problem.Invalid.class, refusal(() -> confirm(ProofToken.random(), World.PASSWORD)));
    }

    @Test
    void aNameThatWasTakenMeanwhileIsReplacedWithTheSameLink() {
        registration.ask("acme", EMAIL, "");
        ProofToken token = token();
        process.creation().begin(UUID.randomUUID(), "acme", "bob", Optional.empty());

        assertInstanceOf(Problem.Conflict.class, refusal(() -> confirm(token, World.PASSWORD)));

        assertEquals(new Made("acme-two", EMAIL, true), registration.confirm(token, World.PASSWORD, Optional.of("acme-two")));
    }

    @Test
    void whatFailsOnTheWayIsGoneOnWithAndTheLinkIsUsedUp() {
        registration.ask("acme", EMAIL, "");
        world.management.down = true;

        assertEquals(new Made("acme", EMAIL, false), confirm(token(), World.PASSWORD));
        world.management.down = false;
        world.time.pass(Duration.ofSeconds(5));
        process.procedures().resume();

        assertEquals(World.complete(SUBJECT, EMAIL), world.traces("acme"));
    }

    @Test
    void aProcessThatEndsBeforeTheLinkIsMarkedUsedLeavesItGood() {
        registration.ask("acme", EMAIL, "");
        ProofToken token = token();
        UUID id = world.rows.find(token, world.time.instant()).orElseThrow().id();
        world.identities.createAccount(id, EMAIL, World.PASSWORD);
        process.creation().begin(id, "acme", SUBJECT, Optional.empty());

        assertEquals(new Made("acme", EMAIL, true), confirm(token, World.PASSWORD));

        assertEquals(World.complete(SUBJECT, SUBJECT).getFirst(), world.traces("acme").getFirst());
        assertEquals(1, world.rows.tenants.size());
    }

    @Test
    void whileKeycloakIsAwayTheLinkStaysGood() {
        registration.ask("acme", EMAIL, "");
        ProofToken token = token();
        world.identities.down = true;
        assertInstanceOf(Problem.Unavailable.class, refusal(() -> confirm(token, World.PASSWORD)));

        world.identities.down = false;

        assertEquals(new Made("acme", EMAIL, true), confirm(token, World.PASSWORD));
    }

    @Test
    void nobodyIsFloodedWithMail() {
        for (int i = 0; i < 5; i++) {
            registration.ask("acme", EMAIL, "");
        }

        assertInstanceOf(Problem.TooManyRequests.class, refusal(() -> registration.ask("acme", EMAIL, "")));
        assertEquals(5, world.mails.size());
        world.time.pass(Duration.ofHours(2));
        registration.ask("acme", EMAIL, "");
    }

    @Test
    void codesAndInvitationsCloseTheDoor() {
        Registration byCode = world
                .process(StepRunner.PLAIN, new SignupPolicy(SignupPolicy.Mode.CODE, List.of(new SignupPolicy.Code("class-7b", Optional.empty())), true))
                .registration();
        Registration byInvitation = world.process(StepRunner.PLAIN, new SignupPolicy(SignupPolicy.Mode.INVITE, List.of(), true)).registration();

        assertEquals("code", ((Problem.Invalid) refusal(() -> byCode.ask("acme", EMAIL, "class-7a"))).fields().getFirst().field());
        byCode.ask("acme", EMAIL, "class-7b");
        assertInstanceOf(Problem.Forbidden.class, refusal(() -> byInvitation.ask("acme", EMAIL, "class-7b")));
    }

    @Test
    void whatIsMadeWithACodeLivesAsLongAsTheCodeSays() {
        SignupPolicy policy = new SignupPolicy(SignupPolicy.Mode.CODE, List.of(new SignupPolicy.Code("staff", Optional.empty()),
                new SignupPolicy.Code("class", Optional.of(new Term.Days(90))),
                new SignupPolicy.Code("year", Optional.of(new Term.To(LocalDate.parse("2026-01-02"))))), true);
        Registration byCode = world.process(StepRunner.PLAIN, policy).registration();

        byCode.ask("forever", "a@forever.test", "staff");
        byCode.confirm(token(), World.PASSWORD, Optional.empty());
        byCode.ask("counted", "a@counted.test", "class");
        world.time.pass(Duration.ofHours(20));
        byCode.confirm(token(), World.PASSWORD, Optional.empty());
        byCode.ask("dated", "a@dated.test", "year");
        ProofToken late = token();

        assertEquals(Map.of("counted", world.time.instant().plus(Duration.ofDays(90))), world.rows.ends());
        world.time.pass(Duration.ofHours(23));
        byCode.ask("other", "a@other.test", "year");
        world.time.pass(Duration.ofHours(6));
        assertEquals("code", ((Problem.Invalid) refusal(() -> byCode.ask("too-late", "a@late.test", "year"))).fields().getFirst().field());
        ProofToken behind = token();
        assertEquals("token", ((Problem.Invalid) refusal(() -> byCode.confirm(behind, World.PASSWORD, Optional.empty()))).fields().getFirst().field());
        assertEquals("token", ((Problem.Invalid) refusal(() -> byCode.confirm(late, World.PASSWORD, Optional.empty()))).fields().getFirst().field());
        SignupCodes codes = new SignupCodes(policy, ClassCodes.NONE);
        assertEquals(Optional.of(new Term.Days(90)), codes.requireForMore("class", world.time.instant()));
        assertInstanceOf(Problem.Invalid.class, refusal(() -> codes.requireForMore("", world.time.instant())));
    }

    @Test
    void withoutProofOneStepIsEnoughAndWithItNot() {
        Registration unproved = world.process(StepRunner.PLAIN, new SignupPolicy(SignupPolicy.Mode.OPEN, List.of(), false)).registration();

        assertEquals(new Made("acme", EMAIL, true), unproved.signUp("acme", EMAIL, World.PASSWORD, ""));
        assertInstanceOf(Problem.Forbidden.class, refusal(() -> registration.signUp("globex", "bob@globex.test", World.PASSWORD, "")));
        assertEquals(List.of(), world.mails);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Problem.Invalid problem = (Problem.Invalid) refusal(() -> registration.ask("Acme!", "ann", ""));

        assertEquals(List.of("tenant", "email"), problem.fields().stream().map(field -> field.field()).toList());
    }
}
