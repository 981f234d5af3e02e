package dev.marina.tenancy.invitation;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.member.Memberships;
import dev.marina.tenancy.person.People;
import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Nobody is a member before they have accepted. The link proves the address, so that who has no account yet makes one with a
/// password of their own choice; who has one accepts with it.
public final class Invitations {

    private static final Duration LIFE = Duration.ofDays(7);

    private final InvitationRecords records;
    private final Memberships memberships;
    private final People people;
    private final Identities identities;
    private final Mailer mailer;
    private final String consoleUrl;
    private final Clock clock;

    public Invitations(InvitationRecords records, Memberships memberships, People people, Identities identities, Mailer mailer, String consoleUrl,
            Clock clock) {
        this.records = records;
        this.memberships = memberships;
        this.people = people;
        this.identities = identities;
        this.mailer = mailer;
        this.consoleUrl = consoleUrl;
        this.clock = clock;
    }

    /// @param link where this installation sends no mail: what the mail says
    public record Sent(Invitation invitation, Optional<String> link) {}

    public Sent invite(Tenant tenant, String givenEmail, Role role, String invitedBy) {
        SignupRules.require(SignupRules.email(givenEmail));
        String email = SignupRules.normal(givenEmail);
        if (memberships.find(tenant, email).isPresent()) {
            throw new ProblemException(new Problem.Conflict(email + " is a member already",
                    List.of(new FieldProblem("email", email, "a person who is no member yet; change a member's role with PATCH"))));
        }
        Invitation invitation = new Invitation(UUID.randomUUID(), tenant.id(), tenant.name(), email, role, invitedBy, clock.instant().plus(LIFE));
        ProofToken token = ProofToken.random();
        records.put(invitation, token, clock.instant());
        String link = consoleUrl + "/invitation?token=" + token.text();
        mailer.send(new Mail(email, "%s invites you to %s on Marina".formatted(invitedBy, tenant.name()), """
                %s invites you to the tenant %s on Marina, as %s.

                Follow this link within a week to accept:
                %s

                If you do not want to, do nothing.""".formatted(invitedBy, tenant.name(), role.text(), link)));
        return new Sent(invitation, mailer.reachesPeople() ? Optional.empty() : Optional.of(link));
    }

    /// Those that nobody accepted yet.
    ///
    /// @param after only those of an address behind this one
    public List<Invitation> list(Tenant tenant, String after, int most) {
        return records.of(tenant.id(), clock.instant(), after, most);
    }

    public void withdraw(Tenant tenant, UUID id) {
        if (!records.remove(tenant.id(), id)) {
            throw new ProblemException(new Problem.NotFound("invitation " + id));
        }
    }

    /// Somebody with an account accepts; it has to be the account of the address that was invited.
    public Invitation accept(ProofToken token, Person person) {
        Invitation invitation = require(token);
        if (!person.email().equals(invitation.email())) {
            throw new ProblemException(new Problem.Forbidden("This invitation is for another account; log in with that one"));
        }
        return join(invitation, person.subject());
    }

    /// Somebody accepts who has no account yet. May be repeated until it succeeded.
    public Invitation accept(ProofToken token, String password) {
        Invitation invitation = require(token);
        SignupRules.require(SignupRules.password(password, invitation.tenant(), invitation.email()));
        String subject = identities.createAccount(invitation.id(), invitation.email(), password);
        people.seen(subject, invitation.email(), clock.instant());
        return join(invitation, subject);
    }

    private Invitation require(ProofToken token) {
        return records.find(token, clock.instant()).orElseThrow(() -> ProblemException.invalid(
                new FieldProblem("token", null, "that of an invitation which was sent less than a week ago and was neither accepted nor withdrawn")));
    }

    private Invitation join(Invitation invitation, String subject) {
        memberships.join(invitation.tenantId(), subject, invitation.role());
        records.remove(invitation.tenantId(), invitation.id());
        return invitation;
    }
}
