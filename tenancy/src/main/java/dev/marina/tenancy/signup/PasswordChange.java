package dev.marina.tenancy.signup;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.Optional;

/// Who is logged in chooses another password. The present one is asked for: who has only somebody's session, or their token, does not get
/// the account. Whoever else is logged in as this person is logged out.
public final class PasswordChange {

    private final Identities identities;

    public PasswordChange(Identities identities) {
        this.identities = identities;
    }

    /// @param session the one of who asks, which stays, where it is known
    public void change(String subject, String email, String present, String chosen, Optional<String> session) {
        SignupRules.require(SignupRules.password(chosen, "", email));
        if (chosen.equals(present)) {
            throw ProblemException.invalid(new FieldProblem("password", null, "another than the present one"));
        }
        if (!identities.hasPassword(email, present)) {
            throw ProblemException.invalid(new FieldProblem("presentPassword", null, "the one that you log in with at present"));
        }
        identities.setPassword(subject, chosen, session);
    }
}
