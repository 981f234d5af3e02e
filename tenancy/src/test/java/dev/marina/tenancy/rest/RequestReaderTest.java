package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.rest.ClustersResource.NewCluster;
import dev.marina.tenancy.rest.SignupResource.SignUp;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    private static final Validator VALIDATOR = Validation.byDefaultProvider().configure().messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory().getValidator();

    @Test
    void aBodyBecomesItsRecord() {
        assertEquals(new NewCluster("a", 3), read(NewCluster.class, "{\"name\":\"a\",\"nodes\":3}"));
    }

    @Test
    void whatIsLeftOutIsNull() {
        assertEquals(new NewCluster("a", null), read(NewCluster.class, "{\"name\":\"a\"}"));
    }

    @Test
    void unknownAndMissingFieldsAndWrongTypesAreAllNamed() {
        List<FieldProblem> problems = problems(NewCluster.class, "{\"plan\":\"gold\",\"nodes\":\"two\"}");

        assertEquals(List.of(new FieldProblem("plan", "gold", "absent; the fields are name, nodes"), new FieldProblem("nodes", "two", "a whole number"),
                new FieldProblem("name", null, "a text; the field is required")), problems);
    }

    @Test
    void aValueThatIsOutOfBoundsIsNamedWithWhatWouldBeRight() {
        assertEquals(List.of(new FieldProblem("name", "Not_A_Name", dev.marina.tenancy.signup.SignupRules.CLUSTER_EXPECTED),
                new FieldProblem("nodes", "101", "a number from 0 to 100")), problems(NewCluster.class, "{\"name\":\"Not_A_Name\",\"nodes\":101}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.5", "99999999999", "true", "[]", "null"})
    void aNumberIsAWholeOne(String nodes) {
        assertEquals(List.of("nodes"), problems(NewCluster.class, "{\"name\":\"a\",\"nodes\":%s}".formatted(nodes)).stream().map(FieldProblem::field).toList());
    }

    @Test
    void aSecretOfTheWrongTypeIsNotRepeated() {
        FieldProblem problem = problems(SignUp.class, "{\"tenant\":\"fine\",\"email\":\"a@b.test\",\"password\":12345}").getFirst();

        assertEquals("password", problem.field());
        assertNull(problem.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "\"a\""})
    void onlyAnObjectIsABody(String text) {
        assertEquals("", problems(NewCluster.class, text).getFirst().field());
    }

    private static <T extends Record> T read(Class<T> type, String body) {
        return new RequestReader(VALIDATOR).read(type, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<FieldProblem> problems(Class<? extends Record> type, String body) {
        return ((Problem.Invalid) assertThrows(ProblemException.class, () -> read(type, body)).problem()).fields();
    }
}
