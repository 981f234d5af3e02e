package dev.marina.controllers.engine.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.engine.parts.AcmeChallenges.Challenge;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AcmeChallengesTest {

    private static final String TOKEN = "tokentokentokentoken";
    private static final String ANSWER = TOKEN + "." + "A".repeat(43);

    private static List<Challenge> read(Map<String, String> data) {
        return AcmeChallenges.of(new SecretBuilder().withNewMetadata().withName("marina-acme-x").endMetadata().withData(data).build()).toList();
    }

    private static String text(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void challengeIsReadAsItWasWritten() {
        Challenge challenge = new Challenge("shop.example", TOKEN, ANSWER);

        assertEquals(List.of(challenge), read(Map.of("challenge." + TOKEN, challenge.value(), "order", "e30=")));
    }

    @Test
    void whatATenantWritesIsNeverMoreThanATokenAndAnAnswer() {
        for (Map<String, String> data : List.of(
                Map.of("challenge." + TOKEN, text("shop.example\nx\"; return 200 evil; #")),
                Map.of("challenge." + TOKEN, text("shop.example\n" + ANSWER + ";}")),
                Map.of("challenge." + TOKEN, text("shop.example\n" + ANSWER + "\nmore")),
                Map.of("challenge.to{ken" + TOKEN, text("shop.example\n" + ANSWER)),
                Map.of("challenge.", text("shop.example\n" + ANSWER)),
                Map.of("challenge." + TOKEN, "not base64!"),
                Map.of("challenge." + TOKEN, ""))) {
            assertEquals(List.of(), read(data), data.toString());
        }
    }
}
