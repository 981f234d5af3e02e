package dev.marina.tenancy.signup;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.person.PasswordResetRecords;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A forgotten password is replaced through the mailbox. Nobody learns from the answer whether there is an account, and the
/// link is shown to nobody: where no mail is sent, the operator finds it with the mail that was caught.
public final class PasswordReset {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final int MOST_PENDING = 3;

    private final PasswordResetRecords records;
    private final Identities identities;
    private final Mailer mailer;
    private final String consoleUrl;
    private final Clock clock;

    public PasswordReset(PasswordResetRecords records, Identities identities, Mailer mailer, String consoleUrl, Clock clock) {
        this.records = records;
        this.identities = identities;
        this.mailer = mailer;
        this.consoleUrl = consoleUrl;
        this.clock = clock;
    }

    public void ask(String givenEmail) {
        SignupRules.require(SignupRules.email(givenEmail));
        String email = SignupRules.normal(givenEmail);
        Instant now = clock.instant();
        identities.find(email).filter(account -> records.pending(account.subject(), now) < MOST_PENDING).ifPresent(account -> {
            ProofToken token = ProofToken.random();
            records.add(token, account.subject(), now, now.plus(LIFE));
            mailer.send(new Mail(email, "A new password for Marina", """
                    Somebody, probably you, asked for a new password for your account at Marina.

                    Follow this link within an hour to choose one:
                    %s

                    If it was not you, do nothing: the old one stays.""".formatted(consoleUrl + "/password?token=" + token.text())));
        });
    }

    public void confirm(ProofToken token, String password) {
        String subject = records.subject(token, clock.instant()).orElseThrow(() -> ProblemException.invalid(
                new FieldProblem("token", null, "that of a link which was sent less than an hour ago and was not used yet")));
        SignupRules.require(SignupRules.password(password, "", ""));
        identities.setPassword(subject, password, Optional.empty());
        records.end(subject);
    }
}
