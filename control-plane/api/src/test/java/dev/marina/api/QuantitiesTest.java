package dev.marina.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({"250m,0.25", "2,2", "1.5Gi,1610612736", "1e3,1000", "1E,1000000000000000000", "1k,1000", "1Ki,1024", "-1,-1", ".5,0.5"})
    void readsEveryForm(String text, BigDecimal expected) {
        assertEquals(0, expected.compareTo(Quantities.value(text)), Quantities.value(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Gi", "1Kb", "1 Gi", "one", "1.2.3", "0x10"})
    void refusesTheRest(String text) {
        assertFalse(Quantities.valid(text));
    }
}
