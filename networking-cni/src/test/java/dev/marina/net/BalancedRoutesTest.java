package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.BalancedRoutes.Able;
import dev.marina.net.BalancedRoutes.Away;
import dev.marina.net.ip.Ipv4;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BalancedRoutesTest {

    private static final Ipv4 ONE = Ipv4.parse("100.64.0.10");
    private static final Ipv4 TWO = Ipv4.parse("100.64.0.11");
    private static final Ipv4 THREE = Ipv4.parse("100.64.0.12");
    private static final Set<Ipv4> ADDRESSES = IntStream.range(0, 300).mapToObj(i -> Ipv4.parse("100.64.176.0").plus(i)).collect(Collectors.toSet());

    @Test
    void addressesSpreadOverNodesAndOnlyThoseOfALostNodeMove() {
        Map<Ipv4, Able> three = Map.of(ONE, new Able("acme", ADDRESSES), TWO, new Able("acme", ADDRESSES), THREE, new Able("acme", ADDRESSES));
        Map<Ipv4, Able> two = new HashMap<>(three);
        two.remove(THREE);

        Map<Ipv4, Long> counts = ADDRESSES.stream()
                .collect(Collectors.groupingBy(address -> BalancedRoutes.chosen(address, three, Map.of()).orElseThrow(), Collectors.counting()));
        counts.values().forEach(count -> assertTrue(count > 50, counts::toString));
        for (Ipv4 address : ADDRESSES) {
            Optional<Ipv4> before = BalancedRoutes.chosen(address, three, Map.of());
            if (!before.equals(Optional.of(THREE))) {
                assertEquals(before, BalancedRoutes.chosen(address, two, Map.of()));
            }
        }
    }

    @Test
    void anAddressThatTwoClustersHoldLeadsToNeither() {
        Ipv4 address = Ipv4.parse("100.64.176.1");

        assertEquals(Optional.empty(),
                BalancedRoutes.chosen(address, Map.of(ONE, new Able("acme", Set.of(address)), TWO, new Able("beta", Set.of(address))), Map.of()));
        assertEquals(Optional.of(TWO),
                BalancedRoutes.chosen(address, Map.of(ONE, new Able("acme", Set.of()), TWO, new Able("beta", Set.of(address))), Map.of()));
    }

    @Test
    void anAddressLeadsToANodeHereBeforeItLeadsToAnotherMachine() {
        Ipv4 address = Ipv4.parse("100.64.176.1");
        Able holds = new Able("acme", Set.of(address));
        Map<Ipv4, Away> there = Map.of(TWO, new Away(holds, Ipv4.parse("192.0.2.2")), THREE, new Away(new Able("acme", Set.of()), Ipv4.parse("192.0.2.3")));

        assertEquals(Optional.of(ONE), BalancedRoutes.chosen(address, Map.of(ONE, holds), there));
        assertEquals(Optional.of(TWO), BalancedRoutes.chosen(address, Map.of(ONE, new Able("acme", Set.of())), there));
        assertEquals(Optional.of(TWO), BalancedRoutes.chosen(address, Map.of(), there));
        assertEquals(Optional.empty(), BalancedRoutes.chosen(address, Map.of(ONE, new Able("beta", Set.of(address))), there), "two clusters hold it");
    }
}
