package dev.marina.tenancy.settings;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// Who may sign up here.
///
/// @param codes one of these is needed where the mode is CODE
/// @param mailProof whether the address has to be proved before there is an account
public record SignupPolicy(Mode mode, List<String> codes, boolean mailProof) {

    public enum Mode {
        /// Everybody.
        OPEN,
        /// Who has a code, such as a class.
        CODE,
        /// Who is invited to a tenant, and nobody else.
        INVITE
    }

    public SignupPolicy {
        codes = List.copyOf(codes);
    }

    public void require(String code) {
        switch (mode) {
            case OPEN -> {
            }
            case CODE -> {
                if (codes.stream().noneMatch(known -> same(known, code))) {
                    throw ProblemException.invalid(new FieldProblem("code", null, "a code of this installation"));
                }
            }
            case INVITE -> throw new ProblemException(new Problem.Forbidden("This installation takes people by invitation only"));
        }
    }

    private static boolean same(String known, String given) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), given.strip().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "%s mailProof=%s".formatted(mode, mailProof);
    }
}
