package dev.marina.tenancy.signup;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.SignupPolicy;
import dev.marina.tenancy.signup.RegistrationRecords.Pending;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How somebody becomes a person of the platform, with a tenant of their own.
///
/// An address that nobody proved is no account: what is asked for waits in a row until the link that was sent there is followed.
/// The password is chosen then, so that nobody ever chooses one for the mailbox of another. An address that has an account gets
/// another mail and the same answer.
public final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final Duration LIFE = Duration.ofHours(24);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_IN_WINDOW = 5;

    private final SignupCodes codes;
    private final RegistrationRecords records;
    private final Identities identities;
    private final TenantCreation creation;
    private final Mailer mailer;
    private final String consoleUrl;
    private final Clock clock;

    public Registration(SignupCodes codes, RegistrationRecords records, Identities identities, TenantCreation creation, Mailer mailer,
            String consoleUrl, Clock clock) {
        this.codes = codes;
        this.records = records;
        this.identities = identities;
        this.creation = creation;
        this.mailer = mailer;
        this.consoleUrl = consoleUrl;
        this.clock = clock;
    }

    public SignupPolicy policy() {
        return codes.policy();
    }

    /// What was asked for.
    ///
    /// @param link where this installation sends no mail: what the mail says
    public record Asked(String email, Instant expires, Optional<String> link) {}

    /// @param tenant that was made
    /// @param complete whether everything stands; else it is being made
    public record Made(String tenant, String email, boolean complete) {}

    /// Asks for the proof of the address.
    public Asked ask(String tenant, String givenEmail, String code) {
        Instant now = clock.instant();
        SignupCodes.Accepted accepted = codes.require(code, now);
        SignupRules.require(SignupRules.tenant(tenant), SignupRules.email(givenEmail));
        String email = SignupRules.normal(givenEmail);
        requireFree(tenant, Optional.empty());
        if (records.begunSince(email, now.minus(WINDOW)) >= MOST_IN_WINDOW) {
            throw new ProblemException(new Problem.TooManyRequests(WINDOW));
        }
        ProofToken token = ProofToken.random();
        Pending pending = new Pending(UUID.randomUUID(), email, tenant, now.plus(LIFE), accepted.term(), accepted.taught());
        records.add(pending, token, now);
        boolean known = identities.find(email).isPresent();
        String link = known ? consoleUrl + "/login" : consoleUrl + "/signup/confirm?token=" + token.text();
        mailer.send(known ? alreadyThere(email, link) : confirm(pending, link));
        return new Asked(email, pending.expires(), mailer.reachesPeople() ? Optional.empty() : Optional.of(link));
    }

    private static Mail confirm(Pending pending, String link) {
        return new Mail(pending.email(), "Confirm your address for Marina", """
                Somebody, probably you, asked for the tenant %s on Marina with this address.

                Follow this link within a day to choose a password and begin:
                %s

                If it was not you, do nothing: there is no account.""".formatted(pending.tenant(), link));
    }

    private static Mail alreadyThere(String email, String link) {
        return new Mail(email, "You have an account at Marina", """
                Somebody, probably you, tried to sign up at Marina with this address. It has an account already.

                Log in with it to make another tenant:
                %s""".formatted(link));
    }

    /// Follows the link: makes the account, the tenant and its first cluster. May be repeated until it succeeded.
    ///
    /// @param tenant in place of the one asked for, where that was taken meanwhile
    public Made confirm(ProofToken token, String password, Optional<String> tenant) {
        Pending pending = records.find(token, clock.instant()).orElseThrow(() -> ProblemException.invalid(
                new FieldProblem("token", null, "that of a link which was sent less than a day ago and was not used yet")));
        return make(pending.id(), tenant.orElse(pending.tenant()), pending.email(), password,
                pending.term().map(term -> term.end(clock.instant()).orElseThrow(() -> ProblemException.invalid(
                        new FieldProblem("token", null, "that of a link whose code's time is not over")))));
    }

    /// Signs up at once, where the installation asks for no proof.
    public Made signUp(String tenant, String givenEmail, String password, String code) {
        Instant now = clock.instant();
        SignupCodes.Accepted accepted = codes.require(code, now);
        if (policy().mailProof()) {
            throw new ProblemException(new Problem.Forbidden("The address has to be proved first"));
        }
        SignupRules.require(SignupRules.tenant(tenant), SignupRules.email(givenEmail), SignupRules.password(password, tenant, givenEmail));
        UUID id = UUID.randomUUID();
        String email = SignupRules.normal(givenEmail);
        if (accepted.taught().isPresent()) {
            // Counted as those are whose address is proved.
            records.add(new Pending(id, email, tenant, now.plus(LIFE), accepted.term(), accepted.taught()), ProofToken.random(), now);
        }
        return make(id, tenant, email, password, accepted.term().flatMap(one -> one.end(now)));
    }

    private Made make(UUID id, String tenant, String email, String password, Optional<Instant> expires) {
        SignupRules.require(SignupRules.tenant(tenant), SignupRules.password(password, tenant, email));
        // Its own where an earlier attempt got that far.
        requireFree(tenant, Optional.of(id));
        Instant now = clock.instant();
        String subject = identities.createAccount(id, email, password);
        records.seen(subject, email, now);
        boolean complete = creation.begin(id, tenant, subject, expires);
        records.use(id, now);
        LOG.atInfo().addKeyValue("tenant", tenant).addKeyValue("id", id).log("signed up");
        return new Made(tenant, email, complete);
    }

    private void requireFree(String tenant, Optional<UUID> unless) {
        if (records.tenant(tenant).filter(found -> !unless.equals(Optional.of(found))).isPresent()) {
            throw Tenants.taken(tenant);
        }
    }
}
