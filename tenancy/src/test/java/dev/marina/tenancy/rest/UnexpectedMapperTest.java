package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnexpectedMapperTest {

    static Stream<Arguments> failures() {
        Optional<Class<?>> away = Optional.of(Problem.Unavailable.class);
        return Stream.of(
                Arguments.of(away, new SQLException("refused", "08001")),
                Arguments.of(away, new SQLException("shutting down", "57P01")),
                Arguments.of(away, new SQLException("too many connections", "53300")),
                Arguments.of(away, new IllegalStateException("Error in allocating a connection. Cause: x")),
                Arguments.of(Optional.empty(), new SQLException("duplicate key", "23505")),
                Arguments.of(Optional.empty(), new IllegalStateException("a bug")),
                Arguments.of(Optional.of(Problem.NotFound.class), new ProblemException(new Problem.NotFound("it"))));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsKnownAmongTheCausesDecides(Optional<Class<?>> expected, Exception cause) {
        assertEquals(expected, UnexpectedMapper.problem(new RuntimeException("in a transaction", new RuntimeException(cause))).map(Object::getClass));
    }
}
