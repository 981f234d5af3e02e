package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceAmountTest {

    @ParameterizedTest
    @CsvSource({"500m, 0.5", "1, 1", "2Gi, 2147483648", "1e3, 1000", "1k, 1000", "0.1, 0.1", "100M, 100000000"})
    void quantitiesAreReadExactly(String text, String number) {
        assertEquals(0, ResourceAmount.parse(text).value().compareTo(new java.math.BigDecimal(number)));
    }

    @Test
    void sumsKeepTheirExactness() {
        ResourceAmount sum = ResourceAmount.parse("100m").plus(ResourceAmount.parse("200m"));
        assertEquals("300m", sum.toString());
        assertEquals("1", sum.plus(ResourceAmount.parse("700m")).toString());
        assertEquals("3Gi", ResourceAmount.parse("1Gi").plus(ResourceAmount.parse("2Gi")).toString());
    }

    @Test
    void aLimitIsNotExceededByItself() {
        assertTrue(ResourceAmount.parse("1001m").exceeds(ResourceAmount.of(1)));
        assertEquals(false, ResourceAmount.parse("1000m").exceeds(ResourceAmount.of(1)));
        assertThrows(IllegalArgumentException.class, () -> ResourceAmount.parse("lots"));
    }
}
