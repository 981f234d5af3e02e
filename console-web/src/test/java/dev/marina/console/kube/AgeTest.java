package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT-5S,0s", "PT119S,119s", "PT2M,2m", "PT2M5S,2m5s", "PT10M30S,10m", "PT3H,3h", "P1DT23H,47h", "P2D,2d", "P400D,400d"})
    void isAsShortAsKubectlSaysIt(Duration age, String text) {
        assertEquals(text, Age.of(age));
    }

    @Test
    void whatIsNoTimeHasNoAge() {
        assertEquals("", Age.of(null, Instant.EPOCH));
        assertEquals("", Age.of("yesterday", Instant.EPOCH));
        assertEquals("1m", Age.of("1970-01-01T00:00:00Z", Instant.EPOCH.plusSeconds(60)).replace("60s", "1m"));
    }
}
