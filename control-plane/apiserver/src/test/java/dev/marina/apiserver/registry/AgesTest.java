package dev.marina.apiserver.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTest {

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT119S,119s", "PT2M,2m", "PT2M5S,2m5s", "PT9M59S,9m59s", "PT10M,10m", "PT179M,179m", "PT3H,3h", "PT3H1M,3h1m",
            "PT8H,8h", "PT47H,47h", "PT48H,2d", "PT49H,2d1h", "P7DT23H,7d23h", "P8D,8d", "P400D,400d", "P730D,2y", "P731D,2y1d", "P3000D,8y"})
    void agesReadAsKubectlPrintsThem(Duration age, String expected) {
        assertEquals(expected, Ages.human(age));
    }
}
