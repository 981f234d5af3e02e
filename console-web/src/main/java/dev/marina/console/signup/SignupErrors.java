package dev.marina.console.signup;

import dev.marina.console.rest.Refused;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What to say beside which field, as keys of the texts, so that it can be said in every language.
record SignupErrors(Map<String, String> fields, Optional<String> general) {

    private static final Set<String> CAN_BE_TAKEN = Set.of("tenant", "name", "email");

    /// @param shown names of the fields that the form has
    static SignupErrors of(Refused refused, Set<String> shown) {
        if (refused.status() == 429) {
            return general("signup.error.rate");
        }
        if (refused.fields().containsKey("token")) {
            return general("signup.error.token");
        }
        Map<String, String> fields = new TreeMap<>();
        refused.fields().keySet().stream().filter(shown::contains)
                .forEach(field -> fields.put(field,
                        "signup.error.%s.%s".formatted(field, refused.status() == 409 && CAN_BE_TAKEN.contains(field) ? "taken" : "invalid")));
        return fields.isEmpty() ? general("signup.error.other") : new SignupErrors(fields, Optional.empty());
    }

    private static SignupErrors general(String key) {
        return new SignupErrors(Map.of(), Optional.of(key));
    }
}
