package dev.marina.console.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.rest.Refused;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignupErrorsTest {

    @Test
    void invalidFieldsGetTheirErrorsBesideThem() {
        SignupErrors errors = SignupErrors.of(new Refused(400, "x", Map.of("tenant", "t", "password", "p")));

        assertEquals(Optional.of("signup.error.tenant.invalid"), errors.tenant());
        assertEquals(Optional.empty(), errors.email());
        assertEquals(Optional.of("signup.error.password.invalid"), errors.password());
        assertEquals(Optional.empty(), errors.general());
    }

    @Test
    void aTakenNameIsSaidToBeTaken() {
        assertEquals(Optional.of("signup.error.tenant.taken"), SignupErrors.of(new Refused(409, "x", Map.of("tenant", "t"))).tenant());
    }

    @Test
    void whatIsAboutNoFieldIsSaidInGeneral() {
        assertEquals(Optional.of("signup.error.rate"), SignupErrors.of(new Refused(429, "x", Map.of())).general());
        assertEquals(Optional.of("signup.error.other"), SignupErrors.of(new Refused(503, "Keycloak does not answer", Map.of())).general());
    }
}
