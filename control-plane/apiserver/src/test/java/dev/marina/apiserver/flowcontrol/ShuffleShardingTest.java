package dev.marina.apiserver.flowcontrol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShuffleShardingTest {

    @Test
    void aHandHasDifferentQueuesAndEveryQueueIsDealt() {
        Random random = new Random(7);
        int[] dealt = new int[16];
        for (int i = 0; i < 16_000; i++) {
            int[] hand = ShuffleSharding.deal(random.nextLong(), 16, 4);
            assertEquals(4, Arrays.stream(hand).distinct().count());
            Arrays.stream(hand).forEach(queue -> dealt[queue]++);
        }
        assertTrue(Arrays.stream(dealt).allMatch(count -> Math.abs(count - 4000) < 300), () -> Arrays.toString(dealt));
    }

    @Test
    void aFlowKeepsItsHand() {
        assertArrayEquals(ShuffleSharding.hand("service-accounts", "bob", 128, 6), ShuffleSharding.hand("service-accounts", "bob", 128, 6));
    }

    @Test
    void fewFlowsShareAWholeHand() {
        int[] flood = sorted(ShuffleSharding.hand("service-accounts", "flood", 128, 6));
        long same = java.util.stream.IntStream.range(0, 10_000)
                .filter(i -> Arrays.equals(flood, sorted(ShuffleSharding.hand("service-accounts", "user-" + i, 128, 6)))).count();

        assertEquals(0, same);
    }

    private static int[] sorted(int[] hand) {
        int[] copy = hand.clone();
        Arrays.sort(copy);
        return copy;
    }
}
