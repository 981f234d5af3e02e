package dev.marina.scheduler.extender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.scheduler.extender.ExtenderCalls.Failed;
import dev.marina.scheduler.extender.PreemptionRound.Victims;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreemptionRoundTest {

    private static final Map<String, Victims> CANDIDATES = Map.of("n1", new Victims(List.of("a"), 1), "n2", new Victims(List.of("c"), 0));
    private static final Map<String, Set<String>> LESS = Map.of("n1", Set.of("a", "b"), "n2", Set.of("c"));
    private final List<JsonNode> sent = new ArrayList<>();

    private Map<String, Victims> ask(boolean names, boolean ignorable, String... answers) throws Failed {
        List<Extender> extenders = List.of(answers).stream().map(_ -> new Extender("https://ext.example.com", "", "", "", "preempt", 1, names, ignorable,
                Set.of(), Set.of(), Duration.ofSeconds(5), "")).toList();
        ExtenderCalls calls = (_, _, _, body, _) -> {
            sent.add(Document.parse(body).root());
            String answer = answers[sent.size() - 1];
            if (answer.equals("refused")) {
                throw new Failed("connection refused");
            }
            return answer.getBytes(StandardCharsets.UTF_8);
        };
        JsonNode pod = Document.mapper().createObjectNode().put("kind", "Pod");
        return new PreemptionRound(calls, new ClusterId("0123456789abcdef"), extenders, pod, LESS,
                uid -> Optional.of(Document.mapper().createObjectNode().put("spec", uid))).ask(CANDIDATES);
    }

    @Test
    void anExtenderLeavesCandidatesOutAndNamesOtherVictims() throws Failed {
        assertEquals(Map.of("n1", new Victims(List.of("b"), 2)), ask(true, false, """
                {"nodeNameToMetaVictims": {"n1": {"pods": [{"uid": "b"}], "numPDBViolations": 2}}}"""));
        assertEquals("a", sent.getFirst().at("/NodeNameToMetaVictims/n1/Pods/0/UID").asText());
        assertEquals(1, sent.getFirst().at("/NodeNameToMetaVictims/n1/NumPDBViolations").asInt());
        assertEquals("Pod", sent.getFirst().at("/Pod/kind").asText());
    }

    @Test
    void oneThatDoesNotKnowTheNodesIsSentThePods() throws Failed {
        ask(false, false, """
                {"NodeNameToMetaVictims": {}}""");
        assertEquals("a", sent.getFirst().at("/NodeNameToVictims/n1/Pods/0/spec").asText());
        assertTrue(sent.getFirst().path("NodeNameToMetaVictims").isMissingNode());
    }

    @Test
    void theNextIsAskedAboutWhatTheFirstLeaves() throws Failed {
        String first = """
                {"NodeNameToMetaVictims": {"n2": {"Pods": [{"UID": "c"}]}}}""";
        assertEquals(Map.of(), ask(true, false, first, "{}"));
        assertEquals(List.of("n2"), sent.getLast().path("NodeNameToMetaVictims").properties().stream().map(Map.Entry::getKey).toList());
    }

    /// It may send what it likes: nobody goes who is more important, elsewhere, or somebody else's.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "garbage                                                          | answers no JSON",
            "null                                                             | answers no object",
            "42                                                               | answers no object",
            "[]                                                               | does not answer with an ExtenderPreemptionResult",
            "{'NodeNameToMetaVictims': 'all'}                                 | does not answer with an ExtenderPreemptionResult",
            "{'NodeNameToMetaVictims': {'n3': {'Pods': [{'UID': 'a'}]}}}      | on node 'n3' which is not among the candidates",
            "{'NodeNameToMetaVictims': {'n2': {'Pods': [{'UID': 'a'}]}}}      | (UID: a) on node: n2, but no less important pod",
            "{'NodeNameToMetaVictims': {'n1': {'Pods': [{'UID': 'system'}]}}} | (UID: system) on node: n1, but no less important pod",
            "{'NodeNameToMetaVictims': {'n1': {'Pods': []}}}                  | expected at least one victim pod on node 'n1'",
            "{'NodeNameToMetaVictims': {'n1': null}}                          | expected at least one victim pod on node 'n1'",
            "refused                                                          | connection refused",
    })
    void whatIsNoAnswerDisplacesNobody(String answer, String why) {
        Failed failed = assertThrows(Failed.class, () -> ask(true, false, answer.replace('\'', '"')));
        assertTrue(failed.getMessage().contains(why.replace('\'', '"')), failed.getMessage());
    }

    @Test
    void oneThatMayBeIgnoredIs() throws Failed {
        assertEquals(CANDIDATES, ask(true, true, "refused"));
        sent.clear();
        assertEquals(Map.of("n2", new Victims(List.of("c"), 0)), ask(true, true, """
                {"NodeNameToMetaVictims": {"n1": {"Pods": []}, "n2": {"Pods": [{"UID": "c"}]}}}"""));
    }
}
