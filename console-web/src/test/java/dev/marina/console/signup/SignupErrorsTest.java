package dev.marina.console.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.rest.Refused;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignupErrorsTest {

    private static final Set<String> SHOWN = Set.of("tenant", "email", "password");

    @Test
    void invalidFieldsGetTheirErrorsBesideThem() {
        SignupErrors errors = SignupErrors.of(new Refused(400, "x", Map.of("tenant", "t", "password", "p", "not-shown", "n")), SHOWN);

        assertEquals(Map.of("tenant", "signup.error.tenant.invalid", "password", "signup.error.password.invalid"), errors.fields());
        assertEquals(Optional.empty(), errors.general());
    }

    @Test
    void aTakenNameIsSaidToBeTaken() {
        assertEquals(Map.of("tenant", "signup.error.tenant.taken"), SignupErrors.of(new Refused(409, "x", Map.of("tenant", "t")), SHOWN).fields());
    }

    @Test
    void whatIsAboutNoFieldIsSaidInGeneral() {
        assertEquals(Optional.of("signup.error.rate"), SignupErrors.of(new Refused(429, "x", Map.of()), SHOWN).general());
        assertEquals(Optional.of("signup.error.token"), SignupErrors.of(new Refused(400, "x", Map.of("token", "t")), SHOWN).general());
        assertEquals(Optional.of("signup.error.other"), SignupErrors.of(new Refused(503, "Keycloak does not answer", Map.of()), SHOWN).general());
        assertEquals(Optional.of("signup.error.other"), SignupErrors.of(new Refused(409, "x", Map.of("not-shown", "n")), SHOWN).general());
    }
}
