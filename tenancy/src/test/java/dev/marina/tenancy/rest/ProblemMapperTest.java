package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemMapperTest {

    @Test
    void whatTheControlPlaneDoesNotTakeNamesTheField() {
        String body = ProblemMapper.body(new Problem.Unprocessable("Cluster \"x\" is invalid", List.of(new FieldProblem("nodes", null, "at most 250"))));

        assertTrue(body.contains("\"status\":422") && body.contains("\"field\":\"nodes\"") && body.contains("urn:marina:problem:unprocessable"), body);
    }
}
