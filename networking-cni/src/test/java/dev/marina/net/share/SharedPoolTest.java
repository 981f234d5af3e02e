package dev.marina.net.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.share.SharedPool.Place;
import dev.marina.net.share.SharedPool.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedPoolTest {

    private static List<Place> all(Share share) {
        List<Place> taken = new ArrayList<>();
        for (Optional<Place> place = share.take(); place.isPresent(); place = share.take()) {
            taken.add(place.get());
        }
        return taken;
    }

    @Test
    void nobodyTakesMoreThanTheMost() {
        assertEquals(6, all(new SharedPool(2, 6, 100).share()).size());
    }

    @Test
    void theGreedyLeaveEverybodyWhatIsTheirOwn() {
        SharedPool pool = new SharedPool(2, 6, 5);
        Share first = pool.share();
        Share second = pool.share();
        Share third = pool.share();

        assertEquals(List.of(6, 3, 2), List.of(all(first).size(), all(second).size(), all(third).size()));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainByAnyone() {
        SharedPool pool = new SharedPool(1, 3, 2);
        Share greedy = pool.share();
        Share late = pool.share();
        List<Place> taken = all(greedy);
        assertEquals(1, all(late).size());

        taken.forEach(Place::close);

        assertEquals(2, all(late).size());
        assertEquals(1, all(greedy).size());
    }

    @Test
    void poolOfWhichOneCouldNotEvenHaveHisOwnIsNone() {
        assertThrows(IllegalArgumentException.class, () -> new SharedPool(3, 2, 1));
        assertTrue(new SharedPool(0, 0, 0).share().take().isEmpty());
    }
}
