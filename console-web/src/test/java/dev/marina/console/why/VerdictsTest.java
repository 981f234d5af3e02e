package dev.marina.console.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theNearestNodeComesFirst() throws Exception {
        Verdicts verdicts = Verdicts.of(JSON.readTree("""
                [{"node":"n1","plugins":{"A":{"fits":false,"reasons":["r1","r2"]},"B":{"fits":false,"reasons":["r3"]}}},
                 {"node":"n2","plugins":{"A":{"fits":true},"B":{"fits":false,"reasons":["r3"]}}}]"""));
        assertEquals("n2", verdicts.nodes().getFirst().name());
        assertTrue(verdicts.nodes().getFirst().fits("A"));
        assertFalse(verdicts.nodes().getFirst().fits("B"));
        assertEquals("r1, r2", verdicts.nodes().getLast().refusals().get("A"));
    }

    @Test
    void ofManyNodesTheRestIsCounted() {
        ArrayNode many = JSON.createArrayNode();
        for (int i = 0; i < 500; i++) {
            many.addObject().put("node", "n" + i).putObject("plugins").putObject("A").put("fits", i % 2 == 0);
        }
        assertEquals(Verdicts.MOST_NODES, Verdicts.of(many).nodes().size());
        assertEquals(450, Verdicts.of(many).leftOut());
    }
}
