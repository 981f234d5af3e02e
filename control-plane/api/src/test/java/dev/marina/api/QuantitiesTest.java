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

    @ParameterizedTest
    @CsvSource({"0.5,500m", "1024Mi,1Gi", "1.5Gi,1536Mi", "1000m,1", "1500m,1500m", "100000,100k", "1e3,1e3", "1000,1k", "0,0", "0.5Ki,512",
            "1000Mi,1000Mi", "128974848,128974848", "100m,100m", "010,10", "00,0", "0m,0", "64Mi,64Mi", "1024Ki,1Mi", "1000k,1M", "1E,1E", "1000P,1E",
            "1500P,1500P", "3Ei,3Ei",
            "123456789012345678,123456789012345678", "1000000n,1m", "-0.25,-250m", "2,2", "1E,1E", "0.0000000001,1n"})
    void canonicalFormIsUpstreams(String text, String expected) {
        assertEquals(expected, Quantities.canonical(text));
    }
}
