package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DecoderTest {

    private static final ClusterId ONE = new ClusterId("0000000000000001");
    private static final ClusterId OTHER = new ClusterId("0000000000000002");

    private final Decoder decoder = new Decoder();

    @Test
    void anObjectIsDecodedOnceForEachVersion() {
        ConfigMap first = decode(ONE, "a", 1, "x");

        assertSame(first, decode(ONE, "a", 1, "x"));
        assertNotSame(first, decode(ONE, "a", 2, "y"));
    }

    @Test
    void whoStillLooksAtAnOldVersionSeesItAndTakesNoPlaceOfTheNewOne() {
        ConfigMap second = decode(ONE, "a", 2, "y");

        assertEquals("x", decode(ONE, "a", 1, "x").getData().get("value"));
        assertSame(second, decode(ONE, "a", 2, "y"));
    }

    @Test
    void theVersionBeforeTheNewestIsKeptTooAndNoneBeforeThat() {
        ConfigMap first = decode(ONE, "a", 1, "x");
        ConfigMap second = decode(ONE, "a", 2, "y");

        assertSame(first, decode(ONE, "a", 1, "x"));
        ConfigMap third = decode(ONE, "a", 3, "z");

        assertNotSame(first, decode(ONE, "a", 1, "x"));
        assertSame(second, decode(ONE, "a", 2, "y"));
        assertSame(third, decode(ONE, "a", 3, "z"));
    }

    @Test
    void whatAClusterHadGoesWithItAndNoOthers() {
        ConfigMap its = decode(ONE, "a", 1, "x");
        ConfigMap others = decode(OTHER, "a", 1, "z");

        decoder.forget(ONE);

        assertNotSame(its, decode(ONE, "a", 1, "x"));
        assertSame(others, decode(OTHER, "a", 1, "z"));
    }

    @Test
    void theClusterThatAskedLongestAgoMakesRoom() {
        String large = "x".repeat(1 << 20);
        ConfigMap idle = decode(ONE, "a", 1, "x");
        ConfigMap used = decode(OTHER, "a", 1, "z");
        for (int i = 0; i < 20; i++) {
            decode(OTHER, "large-" + i, 1, large);
            assertSame(used, decode(OTHER, "a", 1, "z"));
        }

        assertNotSame(idle, decode(ONE, "a", 1, "x"));
    }

    private ConfigMap decode(ClusterId cluster, String name, long version, String value) {
        String json = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"value\":\"%s\"}}".formatted(name, value);
        return decoder.decode(new Stored(new ObjectKey(cluster, new GroupResource("", "configmaps"), "default", name), new ResourceVersion(version),
                json.getBytes(StandardCharsets.UTF_8), Fields.NONE, new Origin("test", Cause.clock("test")), Instant.EPOCH, false), ConfigMap.class)
                .orElseThrow();
    }
}
