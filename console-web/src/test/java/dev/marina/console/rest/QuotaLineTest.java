package dev.marina.console.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaLineTest {

    @Test
    void quantitiesBecomeShares() throws Exception {
        List<QuotaLine> lines = QuotaLine.of(new ObjectMapper().readTree("""
                {"limits":{"clusters":2,"nodes":4,"cpu":"4","memory":"8Gi"},"used":{"clusters":1,"nodes":4,"cpu":"500m","memory":"2Gi"}}"""));

        assertEquals(List.of(new QuotaLine("clusters", "1", "2", 0.5), new QuotaLine("nodes", "4", "4", 1), new QuotaLine("cpu", "500m", "4", 0.125),
                new QuotaLine("memory", "2Gi", "8Gi", 0.25)), lines);
    }

    @Test
    void aLimitOfNothingIsFull() throws Exception {
        assertEquals(1, QuotaLine.of(new ObjectMapper().readTree("{\"limits\":{\"nodes\":0},\"used\":{\"nodes\":0}}")).get(1).share());
    }
}
