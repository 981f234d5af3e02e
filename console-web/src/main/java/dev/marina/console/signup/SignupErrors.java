package dev.marina.console.signup;

import dev.marina.console.rest.Refused;
import java.util.Optional;

/// What to say beside which field, as keys of the texts, so that it can be said in every language.
record SignupErrors(Optional<String> tenant, Optional<String> email, Optional<String> password, Optional<String> general) {

    static SignupErrors of(Refused refused) {
        if (refused.status() == 429) {
            return general("signup.error.rate");
        }
        String kind = refused.status() == 409 ? "taken" : "invalid";
        SignupErrors errors = new SignupErrors(key(refused, "tenant", kind), key(refused, "email", kind), key(refused, "password", "invalid"), Optional.empty());
        boolean named = errors.tenant.isPresent() || errors.email.isPresent() || errors.password.isPresent();
        return named ? errors : general("signup.error.other");
    }

    private static SignupErrors general(String key) {
        return new SignupErrors(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(key));
    }

    private static Optional<String> key(Refused refused, String field, String kind) {
        return refused.fields().containsKey(field) ? Optional.of("signup.error.%s.%s".formatted(field, kind)) : Optional.empty();
    }
}
