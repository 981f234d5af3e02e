package dev.marina.console.pools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.rest.NodePools.Pool;
import dev.marina.console.rest.NodePools.Wish;
import dev.marina.console.rest.QuotaLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolFitTest {

    private static final List<QuotaLine> HALF = List.of(new QuotaLine("nodes", "2", "8", 0), new QuotaLine("cpu", "2", "6", 0),
            new QuotaLine("memory", "4Gi", "16Gi", 0));
    private static final NodeSize STANDARD = NodeSize.find("standard").orElseThrow();
    private static final NodeSize LARGE = NodeSize.find("large").orElseThrow();

    private static Wish fixed(int nodes) {
        return new Wish(nodes, "", Map.of(), List.of(), false, 0, 0, 0, 0, "", 0);
    }

    private static Pool standing(int nodes) {
        return new Pool("default", nodes, nodes, "1", "2Gi", "standard", fixed(nodes), "NodesReady", "", "", "");
    }

    @Test
    void theScarcestOfWhatIsLeftSaysHowManyThereAreRoomFor() {
        assertEquals(new PoolFit(2, 2, 4, "cpu"), PoolFit.of(HALF, Optional.empty(), fixed(2), STANDARD));
        assertEquals(2, PoolFit.of(HALF, Optional.empty(), fixed(3), LARGE).room());
        assertFalse(PoolFit.of(HALF, Optional.empty(), fixed(3), LARGE).fits());
    }

    @Test
    void whatThePoolTakesAlreadyIsItsOwn() {
        assertTrue(PoolFit.of(HALF, Optional.of(standing(2)), fixed(6), STANDARD).fits());
        assertFalse(PoolFit.of(HALF, Optional.of(standing(2)), fixed(7), STANDARD).fits());
        assertTrue(PoolFit.of(HALF, Optional.of(standing(2)), fixed(3), LARGE).fits());
    }

    @Test
    void aPoolThatIsScaledBeginsWithItsLeastAndMayNotComeToItsMost() {
        PoolFit fit = PoolFit.of(HALF, Optional.empty(), new Wish(0, "", Map.of(), List.of(), true, 1, 9, 10, 10, "", 0), STANDARD);

        assertEquals(new PoolFit(1, 9, 4, "cpu"), fit);
        assertTrue(fit.fits() && fit.capped());
    }

    @Test
    void ofAPlanThatIsOverdrawnNothingIsLeft() {
        assertEquals(0, PoolFit.of(List.of(new QuotaLine("nodes", "9", "8", 1)), Optional.empty(), fixed(1), STANDARD).room());
    }

    @Test
    void labelsAndTaintsAreLines() {
        assertEquals(Map.of("disk", "ssd", "a/b", "c=d"), PoolText.labels(" disk=ssd\n\n a/b=c=d "));
        assertEquals(Optional.of("nonsense"), PoolText.wrongLabel("disk=ssd\nnonsense"));
        assertEquals(Optional.of("=x"), PoolText.wrongLabel("=x"));
        assertEquals("a=b\nc=", PoolText.text(new java.util.TreeMap<>(Map.of("a", "b", "c", ""))));
    }
}
