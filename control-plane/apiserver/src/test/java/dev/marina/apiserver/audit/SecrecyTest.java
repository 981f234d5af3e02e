package dev.marina.apiserver.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecrecyTest {

    private static final String TOKEN = encoded("{\"alg\":\"ES256\"}") + "." + encoded("{\"sub\":\"ann\"}") + ".c2lnbmF0dXJl";

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tokensAreTakenOutWhereverTheyStand() throws Exception {
        assertEquals("/api?token=***&x=1", Secrecy.withoutTokens("/api?token=" + TOKEN + "&x=1"));
        assertEquals("eyJ is no token", Secrecy.withoutTokens("eyJ is no token"));
        assertEquals(Document.mapper().readTree("{\"a\":[\"Bearer ***\",1],\"b\":{\"c\":\"***\"},\"d\":\"kept\"}"),
                Secrecy.withoutTokens(Document.mapper().readTree("{\"a\":[\"Bearer %1$s\",1],\"b\":{\"c\":\"%1$s\"},\"d\":\"kept\"}".formatted(TOKEN))));
    }
}
