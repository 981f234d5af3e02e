package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFieldsTest {

    @Test
    void knownFieldsAreRead() {
        RequestFields fields = RequestFields.parse("{\"name\":\"a\",\"nodes\":3}", "name", "nodes");

        assertEquals("a", fields.text("name"));
        assertEquals(3, fields.number("nodes", 2));
        fields.done();
    }

    @Test
    void unknownAndMissingFieldsAndWrongTypesAreAllNamed() {
        RequestFields fields = RequestFields.parse("{\"plan\":\"gold\",\"nodes\":\"two\"}", "name", "nodes");
        fields.text("name");
        fields.number("nodes", 2);

        List<FieldProblem> problems = problems(fields::done);

        assertEquals(List.of("plan", "name", "nodes"), problems.stream().map(FieldProblem::field).toList());
        assertEquals("gold", problems.getFirst().value());
    }

    @Test
    void aPasswordOfTheWrongTypeIsNotRepeated() {
        RequestFields fields = RequestFields.parse("{\"password\":12345}", "password");
        fields.text("password");

        assertNull(problems(fields::done).getFirst().value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "\"a\""})
    void onlyAnObjectIsABody(String text) {
        assertEquals("", problems(() -> RequestFields.parse(text, "a")).getFirst().field());
    }

    private static List<FieldProblem> problems(org.junit.jupiter.api.function.Executable work) {
        return ((Problem.Invalid) assertThrows(ProblemException.class, work).problem()).fields();
    }
}
