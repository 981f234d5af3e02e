package dev.marina.tenancy.settings;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import dev.marina.tenancy.tenant.Term;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who may sign up here.
///
/// @param codes one of these is needed where the mode is CODE; what is made with it lives as long as it says
/// @param mailProof whether the address has to be proved before there is an account
public record SignupPolicy(Mode mode, List<Code> codes, boolean mailProof) {

    public enum Mode {
        /// Everybody.
        OPEN,
        /// Who has a code, such as a class.
        CODE,
        /// Who is invited to a tenant, and nobody else.
        INVITE
    }

    /// @param term of the tenants that are made with it; empty: they live until somebody deletes them
    public record Code(String text, Optional<Term> term) {}

    public SignupPolicy {
        codes = List.copyOf(codes);
    }

    /// How long what is made with this code lives; empty: until somebody deletes it.
    public Optional<Term> require(String code, Instant now) {
        return switch (mode) {
            case OPEN -> Optional.empty();
            case CODE -> known(code, now).term();
            case INVITE -> throw new ProblemException(new Problem.Forbidden("This installation takes people by invitation only"));
        };
    }

    private Code known(String given, Instant now) {
        Code found = codes.stream().filter(code -> same(code.text(), given)).findFirst()
                .orElseThrow(() -> ProblemException.invalid(new FieldProblem("code", null, "a code of this installation")));
        if (found.term().isPresent() && found.term().flatMap(term -> term.end(now)).isEmpty()) {
            throw ProblemException.invalid(new FieldProblem("code", null, "a code whose time is not over"));
        }
        return found;
    }

    private static boolean same(String known, String given) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), given.strip().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "%s mailProof=%s".formatted(mode, mailProof);
    }
}
