package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignupRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"acme", "a-b", "3com", "abc", "a234567890123456789012345678901z", "demo", "test"})
    void dnsLabelsOf3To32CharactersAreTenants(String name) {
        assertTrue(SignupRules.tenant(name).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Acme", "a_b", "-abc", "abc-", "a.b", "ünï", "abc\n", "a2345678901234567890123456789012x", "a b c"})
    void otherTextsAreNot(String name) {
        assertEquals("tenant", SignupRules.tenant(name).orElseThrow().field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"marina", "admin", "api", "www", "system", "kube-system", "kubernetes", "default", "console", "management"})
    void reservedNamesAreRefused(String name) {
        assertEquals(name, SignupRules.tenant(name).orElseThrow().value());
    }

    @ParameterizedTest
    @CsvSource({"ann@acme.test, true", "Ann.B+c@mail.acme.test, true", "ann, false", "ann@acme, false", "@acme.test, false", "a b@acme.test, false",
            "ann@acme..test, false", "ann@acme.test/../x, false", "ann:x@acme.test, false"})
    void addressesAreRecognised(String email, boolean valid) {
        assertEquals(valid, SignupRules.email(email).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"correct horse, true", "123456789, false", "ann@acme.test, false", "ANN@acme.test, false", "acme-corporation, false", "1234567890, true"})
    void passwordsAreLongAndNotGuessable(String password, boolean valid) {
        assertEquals(valid, SignupRules.password(password, "acme-corporation", "ann@acme.test").isEmpty());
    }

    @Test
    void aWrongPasswordIsNeverRepeated() {
        assertNull(SignupRules.password("short", "acme", "ann@acme.test").orElseThrow().value());
    }

    @Test
    void whatKeycloakRefusesIsRefusedHere() {
        String longest = "a".repeat(64) + "@acme.test";
        assertTrue(SignupRules.email(longest).isEmpty());
        assertEquals("email", SignupRules.email("a" + longest).orElseThrow().field());
        for (String email : List.of("a..b@acme.test", "a.@acme.test", ".a@acme.test")) {
            assertEquals(email, SignupRules.email(email).orElseThrow().value());
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Problem.Invalid problem = (Problem.Invalid) assertThrows(ProblemException.class,
                () -> SignupRules.require(SignupRules.tenant("A"), SignupRules.email("b"), SignupRules.cluster("fine"))).problem();
        assertEquals(List.of("tenant", "email"), problem.fields().stream().map(field -> field.field()).toList());
    }
}
