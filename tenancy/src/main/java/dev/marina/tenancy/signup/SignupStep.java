package dev.marina.tenancy.signup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a sign-up does, in this order. The person comes first because only the request knows the password: a sign-up that
/// was interrupted before it can only be undone, one that was interrupted later can be completed.
public enum SignupStep {
    CREATE_PERSON, CREATE_GROUPS, RECORD_TENANT, JOIN_OWNERS, OPEN_NAMESPACE, CREATE_CLUSTER, CREATE_NODES;

    static List<SignupStep> after(Optional<SignupStep> done) {
        return Arrays.asList(values()).subList(done.map(step -> step.ordinal() + 1).orElse(0), values().length);
    }

    /// From the step that may have been under way back to the first.
    static List<SignupStep> backwardsFrom(Optional<SignupStep> done) {
        int underWay = done.map(step -> step.ordinal() + 1).orElse(0);
        return Arrays.asList(values()).subList(0, Math.min(underWay + 1, values().length)).reversed();
    }
}
