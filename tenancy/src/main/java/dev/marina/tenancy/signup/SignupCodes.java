package dev.marina.tenancy.signup;

import dev.marina.tenancy.settings.SignupPolicy;
import dev.marina.tenancy.tenant.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// Which codes people sign up with: those of the settings, and those of classes. What is made with a class's lives to the end of its last day.
public final class SignupCodes {

    private final SignupPolicy policy;
    private final ClassCodes classes;

    /// @param term how long what is made lives; empty: until somebody deletes it
    /// @param taught the class whose code it was
    public record Accepted(Optional<Term> term, Optional<UUID> taught) {}

    public SignupCodes(SignupPolicy policy, ClassCodes classes) {
        this.policy = policy;
        this.classes = classes;
    }

    public SignupPolicy policy() {
        return policy;
    }

    Accepted require(String code, Instant now) {
        Optional<ClassCodes.OfClass> ofClass = policy.mode() == SignupPolicy.Mode.CODE ? classes.find(code, now) : Optional.empty();
        return ofClass.map(found -> new Accepted(Optional.of(new Term.To(LocalDate.ofInstant(found.ends(), ZoneOffset.UTC))), Optional.of(found.id())))
                .orElseGet(() -> new Accepted(policy.require(code, now), Optional.empty()));
    }

    /// For somebody who is here already: where codes say how long a tenant lives, they say it of a second one too.
    public Optional<Term> requireForMore(String code, Instant now) {
        return policy.mode() == SignupPolicy.Mode.CODE ? require(code, now).term() : Optional.empty();
    }
}
