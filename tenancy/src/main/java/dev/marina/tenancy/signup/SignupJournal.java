package dev.marina.tenancy.signup;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Where sign-ups are written down; each method is durable when it returns.
public interface SignupJournal {

    /// Empty where a sign-up of this tenant or person stands or is under way.
    Optional<SignupRun> begin(UUID id, String tenant, String email);

    SignupRun load(UUID id);

    void reached(UUID id, SignupStep step);

    void become(UUID id, SignupRun.State state, String why);

    /// Sign-ups that are neither complete nor undone.
    List<SignupRun> open();
}
