package dev.marina.apiserver.aggregation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RecentAnswers answers = new RecentAnswers(10_000);

    private static RecentAnswers.Question question(String cluster, String path) {
        return new RecentAnswers.Question(new ExtensionApi(new ClusterId(cluster), "a.example.com", "v1", 1, "n", "s", 443, "", false, true), path);
    }

    private static RecentAnswers.Answer answer(int bytes) {
        return new RecentAnswers.Answer(Optional.of(new byte[bytes]), NOW.plusSeconds(30));
    }

    @Test
    void anAnswerIsThatOfItsClusterForItsTime() {
        answers.put(question("aaaaaaaaaaaaaaaa", "/x"), answer(3));
        assertArrayEquals(new byte[3], answers.find(question("aaaaaaaaaaaaaaaa", "/x"), NOW).orElseThrow().body().orElseThrow());
        assertEquals(Optional.empty(), answers.find(question("bbbbbbbbbbbbbbbb", "/x"), NOW));
        assertEquals(Optional.empty(), answers.find(question("aaaaaaaaaaaaaaaa", "/y"), NOW));
        assertEquals(Optional.empty(), answers.find(question("aaaaaaaaaaaaaaaa", "/x"), NOW.plusSeconds(30)));
    }

    @Test
    void whatWasNotAskedForTheLongestTimeGoesFirst() {
        answers.put(question("aaaaaaaaaaaaaaaa", "/1"), answer(4_000));
        answers.put(question("aaaaaaaaaaaaaaaa", "/2"), answer(4_000));
        answers.find(question("aaaaaaaaaaaaaaaa", "/1"), NOW);
        answers.put(question("aaaaaaaaaaaaaaaa", "/3"), answer(4_000));
        assertTrue(answers.find(question("aaaaaaaaaaaaaaaa", "/1"), NOW).isPresent());
        assertEquals(Optional.empty(), answers.find(question("aaaaaaaaaaaaaaaa", "/2"), NOW));
        assertEquals(2, answers.size());
    }

    /// However many APIs a tenant registers, answers or not.
    @Test
    void manyQuestionsCostNoMoreThanFew() {
        for (int i = 0; i < 1_000; i++) {
            answers.put(question("aaaaaaaaaaaaaaaa", "/" + i), new RecentAnswers.Answer(Optional.empty(), NOW));
            answers.put(question("aaaaaaaaaaaaaaaa", "/same"), answer(i));
        }
        assertTrue(answers.size() < 20, String.valueOf(answers.size()));
    }

    @Test
    void thatAServerSaidNothingIsForgottenWhenItAnswers() {
        answers.put(question("aaaaaaaaaaaaaaaa", "/silent"), new RecentAnswers.Answer(Optional.empty(), NOW.plusSeconds(5)));
        answers.put(question("aaaaaaaaaaaaaaaa", "/answered"), answer(10));
        answers.put(question("bbbbbbbbbbbbbbbb", "/silent"), new RecentAnswers.Answer(Optional.empty(), NOW.plusSeconds(5)));

        answers.forgetSilence(question("aaaaaaaaaaaaaaaa", "/").api());

        assertEquals(Optional.empty(), answers.find(question("aaaaaaaaaaaaaaaa", "/silent"), NOW));
        assertEquals(10, answers.find(question("aaaaaaaaaaaaaaaa", "/answered"), NOW).orElseThrow().body().orElseThrow().length);
        assertEquals(Optional.empty(), answers.find(question("bbbbbbbbbbbbbbbb", "/silent"), NOW).orElseThrow().body());
    }
}
